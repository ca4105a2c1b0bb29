import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { gzipSync } from 'node:zlib'
import { healthEndpoints } from '@keywright/contract'
import type { Context } from 'hono'
import { AppError } from '../app-error.ts'
import { type Page, renderErrorIndex, renderErrorPage } from './error-page.ts'
import type { HttpApp, RequestState } from './mount.ts'
import { createOpenApi } from './openapi.ts'

/** A file made once and kept: the bytes, the same bytes packed, and what tells them from others. */
interface Asset {
  type: string
  plain: Buffer
  packed: Buffer
  etag: string
}

/** Seconds that a client may keep what is here; afterwards it asks with the ETag. */
const MAX_AGE_SECONDS = 300

const REFERENCE_SCRIPT = '/docs/rapidoc-min.js'

/** The script builds its styles as it goes, and fetches the document from here. Nothing from elsewhere. */
const REFERENCE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Keywright</title>
<script src="${REFERENCE_SCRIPT}" defer></script>
</head>
<body>
<rapi-doc
  spec-url="${healthEndpoints.openapi.path}"
  load-fonts="false"
  regular-font="system-ui, sans-serif"
  mono-font="ui-monospace, monospace"
  render-style="focused"
  schema-style="table"
  show-header="false"
  show-method-in-nav-bar="as-colored-text"
  use-path-in-nav-bar="false"
  allow-server-selection="false"
  allow-spec-file-download="false"
  persist-auth="false"
></rapi-doc>
</body>
</html>
`

/** Mounts the OpenAPI document, the reference page, and a page about every error code. */
export function mountDocsRoutes(app: HttpApp): void {
  // Made when first asked for: most servers never are.
  const document = once(() => asset('application/json', JSON.stringify(createOpenApi())))
  const script = once(() => asset('text/javascript; charset=utf-8', readReferenceScript()))

  app.get(healthEndpoints.openapi.path, c => {
    c.set('endpoint', healthEndpoints.openapi.id)
    return send(c, document())
  })
  app.get('/docs', c =>
    sendPage(c, { html: REFERENCE_PAGE, contentSecurityPolicy: REFERENCE_POLICY }),
  )
  app.get(REFERENCE_SCRIPT, c => send(c, script()))
  app.get('/docs/errors', c => sendPage(c, renderErrorIndex()))
  app.get('/docs/errors/:code', c => {
    const page = renderErrorPage(c.req.param('code'))
    if (!page) throw new AppError('NOT_FOUND')
    return sendPage(c, page)
  })
}

/** The build lays the script beside the compiled files; from sources it comes out of its package. */
function readReferenceScript(): Buffer {
  const built = new URL('../assets/rapidoc-min.js', import.meta.url)
  if (existsSync(built)) return readFileSync(built)
  return readFileSync(createRequire(import.meta.url).resolve('rapidoc/dist/rapidoc-min.js'))
}

function asset(type: string, content: string | Buffer): Asset {
  const plain = Buffer.from(content)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  return { type, plain, packed: gzipSync(plain), etag }
}

function send(c: Context<RequestState>, { type, plain, packed, etag }: Asset): Response {
  const headers = {
    etag,
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
    vary: 'accept-encoding',
  }
  const known = c.req.header('if-none-match')?.split(',') ?? []
  if (known.some(tag => tag.trim().replace(/^W\//, '') === etag)) return c.body(null, 304, headers)
  const isPacked = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  return c.body(new Uint8Array(isPacked ? packed : plain), 200, {
    ...headers,
    'content-type': type,
    ...(isPacked && { 'content-encoding': 'gzip' }),
  })
}

function sendPage(c: Context<RequestState>, { html, contentSecurityPolicy }: Page): Response {
  c.set('contentSecurityPolicy', contentSecurityPolicy)
  return c.body(html, 200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': `public, max-age=${MAX_AGE_SECONDS}`,
  })
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
