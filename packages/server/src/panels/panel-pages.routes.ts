import { endpoints, PANEL_PATH, panel, panelContent } from '@keywright/contract'
import type { Context } from 'hono'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import { answerBytes } from '../content/media/file-answer.ts'
import type { MediaDelivery } from '../content/media/media-delivery.service.ts'
import { mayDo } from '../content/objects/object-parts.ts'
import { sendAsset } from '../http/asset.ts'
import { readCookie } from '../http/credentials.ts'
import type { HttpApp, RequestState } from '../http/mount.ts'
import { queryReader } from '../http/parse-part.ts'
import { panelCookie, panelCookieName } from './panel-cookie.ts'
import type { PanelDevicesService } from './panel-devices.service.ts'
import { PANEL_FULL_PAGE, PLAIN_POLICY, panelPolicy, SIGNED_OUT_PAGE } from './panel-page.ts'
import { PANEL_WORKER, PANEL_WORKER_PATH, WORKER_POLICY } from './panel-worker.ts'

type Panels = Context<RequestState>

const PAGE = PANEL_PATH.replace('{id}', ':id')
const readMediaQuery = queryReader(endpoints.media.deliver.query)
/** Said in the address after a link that found all places taken. */
const FULL = 'full'
const HTML = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }

/**
 * Mounts what devices see. The credential is the cookie of the panel alone: sessions and tokens count
 * for nothing here, but for the token in the link, which is turned into the cookie at once.
 */
export function mountPanelPages(
  app: HttpApp,
  parts: {
    config: Pick<Config, 'publicUrl'>
    panelDevices: PanelDevicesService
    mediaDelivery: Pick<MediaDelivery, 'deliver'>
    /** The built page; undefined where there is none. */
    readPage(): Promise<string | undefined>
  },
): void {
  const { config, panelDevices: devices, mediaDelivery, readPage } = parts
  const cookieName = panelCookieName(config)
  const idOf = (c: Panels) => c.req.param('id') ?? ''
  const secretOf = (c: Panels) => readCookie(c.req.header('cookie'), cookieName)
  const enter = (c: Panels) => devices.enter(idOf(c), secretOf(c), c.get('context'))

  /** Whatever a token is worth, it leaves the address: none stays there or among the pages visited. */
  async function open(c: Panels, tokens: readonly string[]): Promise<Response> {
    // What is no link of ours is not repeated in an answer either.
    if (!panel.shape.id.safeParse(idOf(c)).success) return plainPage(c, 401, SIGNED_OUT_PAGE)
    const bare = PANEL_PATH.replace('{id}', idOf(c))
    const headers = { location: bare, 'cache-control': 'no-store' }
    try {
      const secret = await signIn(c, tokens)
      const cookie = secret && { 'set-cookie': panelCookie(config, idOf(c), secret) }
      return c.body(null, 303, { ...headers, ...cookie })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SOCKET_LIMIT') throw error
      return c.body(null, 303, { ...headers, location: `${bare}?${FULL}` })
    }
  }

  /** The secret of a new device; undefined for a token that opens nothing, and where the link was opened before. */
  async function signIn(c: Panels, [token = '', ...more]: readonly string[]) {
    const isKnown = await enter(c).then(
      () => true,
      error => isDisabled(error) || notSignedIn(error),
    )
    if (isKnown || more.length > 0) return undefined
    try {
      return await devices.open(idOf(c), token, c.get('context'))
    } catch (error) {
      notSignedIn(error)
      return undefined
    }
  }

  /** Where the key is disabled the page is there without anything in it: it waits for the key. */
  async function show(c: Panels): Promise<Response> {
    const shows = await enter(c).then(
      ({ panel }) => panel.shows,
      error => {
        if (!isDisabled(error)) throw error
        return undefined
      },
    )
    const html = await readPage()
    if (html === undefined) {
      const detail = 'The page of panels is not built: run `npm run build`.'
      throw new AppError('NOT_FOUND', { detail })
    }
    c.set('contentSecurityPolicy', panelPolicy(shows))
    return c.body(html, shows ? 200 : 403, { ...HTML, 'set-cookie': kept(c) })
  }

  function kept(c: Panels): string {
    return panelCookie(config, idOf(c), secretOf(c) ?? '')
  }

  app.get(PANEL_WORKER_PATH, c => {
    c.set('endpoint', 'panel')
    c.set('contentSecurityPolicy', WORKER_POLICY)
    return sendAsset(c, PANEL_WORKER, 'no-cache')
  })

  app.get(PAGE, async c => {
    c.set('endpoint', 'panel')
    // Nobody looks at what only asks whether it is there, so it signs nobody in.
    if (c.req.method === 'HEAD') return c.body(null, 204)
    const tokens = c.req.queries('api-key') ?? []
    try {
      return await (tokens.length > 0 ? open(c, tokens) : show(c))
    } catch (error) {
      notSignedIn(error)
      if (c.req.query(FULL) !== undefined) return plainPage(c, 429, PANEL_FULL_PAGE)
      return plainPage(c, 401, SIGNED_OUT_PAGE)
    }
  })

  app.get(`${PAGE}/content`, async c => {
    c.set('endpoint', 'panel')
    const content = await devices.content(idOf(c), secretOf(c), c.get('context'))
    return c.json(panelContent.parse(content), 200, {
      'cache-control': 'no-store',
      'set-cookie': kept(c),
    })
  })

  app.get(`${PAGE}/media/:media/:hash/:name`, async c => {
    c.set('endpoint', 'panel')
    const { visitor } = await enter(c)
    if (!mayDo(visitor, 'media', 'read')) throw new AppError('MEDIA_NOT_FOUND')
    const { media = '', hash = '' } = c.req.param()
    const download = await mediaDelivery.deliver(
      visitor,
      { id: media, hash },
      readMediaQuery(c.req.url),
    )
    const header = (name: string) => c.req.header(name)
    const { status, body, headers, replacedHeaders } = await answerBytes(header, {
      ...download,
      // What is shown to a device ends with it.
      cacheControl: 'private, no-cache',
      embeddable: false,
    })
    c.set('replacedHeaders', replacedHeaders)
    return new Response(body ?? null, { status, headers })
  })

  app.get(`${PAGE}/realtime`, c => {
    c.set('endpoint', 'panel')
    // RFC 9110 section 15.5.22.
    c.set('replacedHeaders', { upgrade: 'websocket' })
    throw new AppError('UPGRADE_REQUIRED')
  })
}

/** Answers false for who is not signed in, and throws all else. */
function notSignedIn(error: unknown): false {
  if (error instanceof AppError && SIGNED_OUT.has(error.code)) return false
  throw error
}

/** Whether a device is signed in and its key is disabled. */
function isDisabled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'PANEL_DISABLED'
}

const SIGNED_OUT: ReadonlySet<string> = new Set(['CREDENTIAL_INVALID', 'DOMAIN_NOT_FOUND'])

function plainPage(c: Panels, status: 401 | 429, html: string): Response {
  c.set('contentSecurityPolicy', PLAIN_POLICY)
  return c.body(html, status, HTML)
}
