import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Context } from 'hono'
import { AppError } from '../app-error.ts'
import { type Asset, createAsset, sendAsset } from './asset.ts'
import type { HttpApp, RequestState } from './mount.ts'

/**
 * Mounts the built backoffice: its files, and its page for every address that a person opens and
 * nobody else answers. Without a build its page says how to make one.
 */
export function mountWebRoutes(
  app: HttpApp,
  parts: { randomBytes: (size: number) => Uint8Array; folder: string | undefined },
): void {
  const { randomBytes, folder = defaultFolder() } = parts
  const findHashed = createHashedFiles(join(folder, 'assets'))

  async function sendPage(c: Context<RequestState>): Promise<Response> {
    const html = await readIfThere(join(folder, 'index.html'))
    if (html === undefined) {
      throw new AppError('NOT_FOUND', {
        detail: 'The backoffice is not built: run `npm run build`.',
      })
    }
    const nonce = Buffer.from(randomBytes(16)).toString('base64')
    c.set('contentSecurityPolicy', policyWith(nonce))
    return c.body(html.toString('utf8').replaceAll('{{nonce}}', nonce), 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
  }

  app.get('/', sendPage)
  for (const name of LASTING_NAMES) {
    app.get(`/${name}`, async (c, next) => {
      const content = await readIfThere(join(folder, name))
      // Another version of the program has another file under this name.
      if (content) return sendAsset(c, createAsset(typeOf(name), content), 'no-cache')
      await next()
    })
  }
  app.get('/assets/*', async (c, next) => {
    const asset = await findHashed(pathOf(c).slice('/assets/'.length))
    if (asset) return sendAsset(c, asset, 'public, max-age=31536000, immutable')
    await next()
  })
  app.get('*', async (c, next) => {
    if (isPage(pathOf(c)) && /\btext\/html\b/.test(c.req.header('accept') ?? '')) {
      return sendPage(c)
    }
    await next()
  })
}

/** The page of panels, as it was built; undefined where it was not. */
export async function readPanelPage(folder = defaultFolder()): Promise<string | undefined> {
  return (await readIfThere(join(folder, 'panel.html')))?.toString('utf8')
}

/** Files beside the page whose names say nothing about their content. */
const LASTING_NAMES = ['theme.js', 'favicon.svg']

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** What others answer, with a problem when it is not there. */
const NOT_PAGES = /^\/(v1|docs|livez|readyz|metrics|assets|panel)(\/|$)/

/** No address of the backoffice has these, and some proxies read them as other addresses. */
const AMBIGUOUS = /\/\/|%(00|2e|2f|5c)/i

/** As it was sent: the path that routes match is half decoded. */
function pathOf(c: Context<RequestState>): string {
  return new URL(c.req.url).pathname
}

function isPage(path: string): boolean {
  return !NOT_PAGES.test(path) && !AMBIGUOUS.test(path)
}

/** Nothing inline but the styles that the page's own script adds with the nonce. */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "media-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** The build lays the backoffice beside the compiled files; from sources it is where Vite leaves it. */
function defaultFolder(): string {
  const built = new URL('../assets/web/', import.meta.url)
  return fileURLToPath(existsSync(built) ? built : new URL('../../../web/dist/', import.meta.url))
}

/** A name with a hash never gets another content, so a file is read once. */
function createHashedFiles(folder: string): (name: string) => Promise<Asset | undefined> {
  const known = new Map<string, Asset>()
  return async name => {
    // A plain file name, as it stands in the request: nothing decodes to a way out of the folder.
    if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) return undefined
    const found = known.get(name)
    if (found) return found
    const content = await readIfThere(join(folder, name))
    if (content === undefined) return undefined
    const asset = createAsset(typeOf(name), content)
    known.set(name, asset)
    return asset
  }
}

function typeOf(name: string): string {
  return TYPES[extname(name)] ?? 'application/octet-stream'
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path)
  } catch (error) {
    // A system error carries a code. These two say that there is no such file.
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR') return undefined
    throw error
  }
}
