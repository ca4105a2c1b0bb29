import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { REALTIME_LIMITS } from '@keywright/contract'
import type { HeaderReader } from '@keywright/core'
import type { Logger } from 'pino'
import { WebSocketServer } from 'ws'
import type { Credentials } from '../access/access.service.ts'
import type { RequestContext } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import { closeCodeOf, closeSocket } from '../content/realtime/close.ts'
import type { RealtimeService, Seat } from '../content/realtime/realtime.service.ts'
import { createId } from '../lib/ids.ts'
import { panelCookieName } from '../panels/panel-cookie.ts'
import type { PanelDevicesService } from '../panels/panel-devices.service.ts'
import { clientIp } from './client-ip.ts'
import { readCookie, readCredentials } from './credentials.ts'
import type { HotAnswer } from './hot-answer.ts'
import { rawHeaderReader } from './raw-headers.ts'
import { requireOwnOrigin } from './same-site.ts'
import { readUserAgent } from './user-agent.ts'
import { endSocket } from './write-socket.ts'

/** Takes over the socket of a request that asks for a websocket; false: it is an ordinary request. */
export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean

/** Takes a place for whoever asks, as the address says. */
type Reserve = (
  name: string,
  asked: { header: HeaderReader; query: URLSearchParams; context: RequestContext },
) => Promise<Seat>

/** Makes the hook that opens websockets. */
export function createUpgrade(parts: {
  config: Pick<Config, 'trustedProxies' | 'publicUrl'>
  realtime: Pick<RealtimeService, 'reserve'>
  panelDevices: Pick<PanelDevicesService, 'reserve'>
  logger: Logger
  cookieName: string
  isClosing: () => boolean
  /** The answer where the handshake is refused. */
  refuse: (error: unknown) => HotAnswer
}): Upgrade {
  const { config, realtime, panelDevices, logger, cookieName, isClosing, refuse } = parts
  const handshakes = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: REALTIME_LIMITS.messageBytes,
    // What is told is short, and each compressor would take far more memory than it saves.
    perMessageDeflate: false,
  })

  const doors: readonly { path: RegExp; reserve: Reserve }[] = [
    {
      path: /^\/v1\/domains\/([^/?]+)\/realtime$/,
      reserve: async (domain, { header, query, context }) => {
        const credentials = credentialsOf(header, query)
        return realtime.reserve({ domain: decode(domain), credentials, context })
      },
    },
    {
      path: /^\/panel\/([^/?]+)\/realtime$/,
      reserve: async (panelId, { header, context }) => {
        requireOwnOrigin(header, config.publicUrl)
        const secret = readCookie(header('cookie'), panelCookieName(config))
        return panelDevices.reserve(panelId, secret, context)
      },
    },
  ]

  async function open(
    reserve: (asked: Parameters<Reserve>[1]) => Promise<Seat>,
    query: URLSearchParams,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ) {
    const header = rawHeaderReader(request.rawHeaders)
    const context = contextOf(request, header)
    const take = (isTaken: (socket: Parameters<typeof closeSocket>[0]) => void) =>
      handshakes.handleUpgrade(request, socket, head, isTaken)
    try {
      if (isClosing()) throw new AppError('SHUTTING_DOWN')
      const seat = await reserve({ header, query, context })
      logger.info({ ...context, method: 'GET', path: request.url?.split('?')[0] }, 'websocket')
      let isOpen = false
      socket.once('close', () => {
        if (!isOpen) seat.leave()
      })
      if (socket.destroyed) return seat.leave()
      take(opened => {
        isOpen = true
        seat.open(opened)
      })
    } catch (error) {
      // Scripts in browsers see nothing of an answer to a handshake, but they do see a close code.
      if (error instanceof AppError && !STRICT.has(error.code) && header('origin')) {
        take(opened => {
          opened.on('error', () => {})
          closeSocket(opened, closeCodeOf(error), error.code)
        })
      } else endSocket(socket, refuse(error))
    }
  }

  function contextOf(request: IncomingMessage, header: HeaderReader): RequestContext {
    const { remoteAddress } = request.socket
    return {
      requestId: createId('req'),
      ip: clientIp(remoteAddress, header('x-forwarded-for'), config.trustedProxies),
      userAgent: readUserAgent(header('user-agent') ?? undefined),
    }
  }

  /** Browsers can set no header here, so a token may also stand in the address. */
  function credentialsOf(header: HeaderReader, query: URLSearchParams): Credentials {
    const inAddress = query.getAll('api-key')
    const withAddress = (name: string) => {
      if (name !== 'api-key' || inAddress.length === 0) return header(name)
      return [header(name), ...inAddress].filter(Boolean).join(',')
    }
    const credentials = readCredentials(withAddress, cookieName)
    if (credentials.sessionToken) requireOwnOrigin(header, config.publicUrl)
    return credentials
  }

  return (request, socket, head) => {
    const url = request.url ?? ''
    const [path = '', query = ''] = split(url)
    if (request.method !== 'GET' || !wantsWebSocket(request)) return false
    const door = doors.find(one => one.path.test(path))
    if (!door) return false
    const name = door.path.exec(path)?.[1] ?? ''
    socket.on('error', () => {})
    const reserve = (asked: Parameters<Reserve>[1]) => door.reserve(name, asked)
    void open(reserve, new URLSearchParams(query), request, socket, head).catch(error => {
      logger.error({ err: error }, 'a handshake failed')
      socket.destroy()
    })
    return true
  }
}

/** What a page of another site is not even told. */
const STRICT: ReadonlySet<string> = new Set(['CROSS_SITE_REQUEST'])

function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

function split(url: string): [path: string, query: string] {
  const mark = url.indexOf('?')
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    throw new AppError('BAD_REQUEST', { cause: error })
  }
}
