import {
  PANEL_LIMITS,
  type PanelContent,
  type PanelShows,
  REALTIME_CLOSE,
} from '@keywright/contract'
import { createToken } from '@keywright/core'
import { LRUCache } from 'lru-cache'
import type { WebSocket } from 'ws'
import type { AccessService } from '../access/access.service.ts'
import type { DomainVisitor, KeyPrincipal, RequestContext } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { closeSocket } from '../content/realtime/close.ts'
import type { RealtimeService, Seat } from '../content/realtime/realtime.service.ts'
import type { Foundation } from '../foundation.ts'
import { MINUTE } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { showsOf } from './panel.view.ts'
import type { PanelContentService } from './panel-content.service.ts'
import {
  findPanelById,
  insertDevice,
  listOpenDevices,
  lockPanel,
  setDeviceSeen,
  setDevicesEnded,
} from './panels.store.ts'

/** A panel as its device may see it, and as whom. */
export interface OpenPanel {
  visitor: DomainVisitor
  panel: { id: string; name: string; shows: PanelShows }
}

/** What devices may do: each with its own secret, and at its own panel alone. */
export interface PanelDevicesService {
  /**
   * Signs a device in with the token of the panel's own key; answers the secret for its cookie, which
   * is stored nowhere. Throws CREDENTIAL_INVALID for any other token and panel, and SOCKET_LIMIT while
   * all places are taken by devices that were seen lately.
   */
  open(panelId: string, token: string, context: RequestContext): Promise<string>
  /**
   * Throws CREDENTIAL_INVALID unless the secret is that of a device of this panel, and PANEL_DISABLED
   * while its key is disabled, as all that follow.
   */
  enter(panelId: string, secret: string | undefined, context: RequestContext): Promise<OpenPanel>
  content(
    panelId: string,
    secret: string | undefined,
    context: RequestContext,
  ): Promise<PanelContent>
  /** A place for the websocket of a device: it hears of what the panel shows, and of nothing else. */
  reserve(panelId: string, secret: string | undefined, context: RequestContext): Promise<Seat>
}

/** What the secrets of devices begin with: no key and no session does. */
const SECRET_PREFIX = 'kwdevice'
/** How long a device that makes room for a new one was not seen. */
const IDLE_MILLISECONDS = 5 * MINUTE
/** Devices of which this node remembers when it noted them last. */
const REMEMBERED = 20_000

/** Makes the service of devices. */
export function createPanelDevicesService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock' | 'keyring' | 'randomBytes'>
  access: Pick<AccessService, 'authenticate' | 'enter'>
  audit: AuditService
  realtime: Pick<RealtimeService, 'reserve'>
  content: Pick<PanelContentService, 'read' | 'errandFor'>
}): PanelDevicesService {
  const { foundation, access, audit, realtime, content } = parts
  const { database, clock, keyring, randomBytes } = foundation
  const noted = new LRUCache<string, number>({ max: REMEMBERED })
  const sockets = new Map<string, Set<WebSocket>>()
  /** Changes so far of what panels show. */
  let changes = 0

  database.subscribe({
    onChange({ kind, id }) {
      if (kind !== 'panel') return
      changes++
      // They come back, and find what is shown now.
      for (const socket of sockets.get(id) ?? []) restart(socket)
    },
  })

  async function enter(panelId: string, secret: string | undefined, context: RequestContext) {
    if (secret === undefined) throw new AppError('CREDENTIAL_INVALID')
    const principal = await access.authenticate({ device: { panelId, secret } }, context)
    const row = await findPanelById(database.db, panelId)
    if (!row || principal.kind !== 'key') throw new AppError('CREDENTIAL_INVALID')
    const visitor = await access.enter({ principal, context }, row.domain_id, ANYTHING)
    await note(principal, context)
    return { visitor, panel: { id: row.id, name: row.name, shows: showsOf(row) } }
  }

  /** A device is heard of often, and written about once a minute. */
  async function note({ device }: KeyPrincipal, { ip, userAgent }: RequestContext) {
    const at = clock.now()
    if (!device || at - (noted.get(device.id) ?? 0) < MINUTE) return
    noted.set(device.id, at)
    await setDeviceSeen(database.db, device.id, { at, ip, userAgent, unlessSince: at - MINUTE })
  }

  function follow(panelId: string, socket: WebSocket) {
    const those = sockets.get(panelId) ?? new Set()
    sockets.set(panelId, those.add(socket))
    socket.once('close', () => {
      those.delete(socket)
      if (those.size === 0 && sockets.get(panelId) === those) sockets.delete(panelId)
    })
  }

  return {
    enter,

    async open(panelId, token, context) {
      const principal = await access.authenticate({ token }, context)
      const row = await findPanelById(database.db, panelId)
      const isOwn =
        principal.kind === 'key' &&
        principal.key.credential === 'key' &&
        row?.key_id === principal.key.keyId
      if (!isOwn) throw new AppError('CREDENTIAL_INVALID')
      const secret = createToken(SECRET_PREFIX, randomBytes)
      const id = createId('dev')
      await database.write(async tx => {
        const panel = await lockPanel(tx, database.engine, row.domain_id, panelId)
        if (!panel) throw new AppError('CREDENTIAL_INVALID')
        const at = clock.now()
        const open = await listOpenDevices(tx, panelId)
        const replaced = open.slice(0, Math.max(0, open.length + 1 - PANEL_LIMITS.devicesPerPanel))
        if (replaced.some(device => device.last_seen_at > at - IDLE_MILLISECONDS)) {
          throw new AppError('SOCKET_LIMIT')
        }
        const ids = replaced.map(device => device.id)
        await setDevicesEnded(tx, ids, at)
        for (const id of ids) {
          database.announce(tx, { kind: 'panelDevice', domainId: row.domain_id, id, at })
        }
        const { ip, userAgent } = context
        await insertDevice(tx, {
          id,
          panel_id: panelId,
          digest: keyring.digest(secret).digest,
          first_seen_at: at,
          last_seen_at: at,
          ip,
          user_agent: userAgent,
          ended_at: null,
        })
        await audit.record(
          tx,
          { principal, context },
          {
            chain: row.domain_id,
            action: 'panel.device_opened',
            target: { kind: 'panel', id: panelId, label: panel.name },
            before: ids.length > 0 ? { endedDevices: ids } : null,
            after: { device: id, ip, userAgent },
          },
        )
      })
      return secret
    },

    async content(panelId, secret, context) {
      const { visitor, panel } = await enter(panelId, secret, context)
      return content.read(visitor, panel)
    },

    async reserve(panelId, secret, context) {
      const seen = changes
      const { visitor, panel } = await enter(panelId, secret, context)
      const seat = await realtime.reserve({
        domain: visitor.domain.id,
        credentials: { device: { panelId, secret: secret ?? '' } },
        context,
        instead: await content.errandFor(visitor.domain.id, panel.shows),
      })
      return {
        leave: seat.leave,
        open(socket) {
          follow(panelId, socket)
          seat.open(socket)
          if (changes !== seen) restart(socket)
        },
      }
    },
  }
}

/** What the key may do is asked where something is done. */
const ANYTHING = { kind: 'domain', permission: null } as const

function restart(socket: WebSocket) {
  closeSocket(socket, REALTIME_CLOSE.restarting, '')
}
