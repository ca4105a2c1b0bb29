import {
  PANEL_LIMITS,
  PANEL_PATH,
  type Panel,
  type PanelLink,
  type PanelShows,
  type Parsed,
  type panelEndpoints,
} from '@keywright/contract'
import type { DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { makerOf } from '../keys/key-parts.ts'
import type { KeysService } from '../keys/keys.service.ts'
import { DAY } from '../lib/clock.ts'
import { difference } from '../lib/difference.ts'
import { createId } from '../lib/ids.ts'
import type { Versioned } from '../lib/versioned.ts'
import { auditView } from './panel.view.ts'
import type { PanelContentService } from './panel-content.service.ts'
import { createPanelReads, type PanelReads, requirePanel } from './panel-reads.ts'
import {
  countPanels,
  deleteDevicesEndedBefore,
  findPanel,
  findPanelDevice,
  insertPanel,
  listOpenDevices,
  lockPanel,
  type PanelRecord,
  setDevicesEnded,
  setPanel,
} from './panels.store.ts'
import type { PanelRow } from './panels.table.ts'

type CreatePanel = Parsed<typeof panelEndpoints.create>['body']
type UpdatePanel = Parsed<typeof panelEndpoints.update>['body']

/** Panels as their makers see them. */
export interface PanelsService extends Pick<PanelReads, 'list' | 'get'> {
  /** With a key of its own, by the rights of the actor; throws what making a key throws. */
  create(actor: DomainActor, input: CreatePanel): Promise<Versioned<PanelLink>>
  /** Throws PANEL_NOT_FOUND, as all that follow. */
  update(
    actor: DomainActor,
    id: string,
    input: UpdatePanel,
    ifMatch?: number,
  ): Promise<Versioned<Panel>>
  /** The link is made of a new secret of the key; the old one ends. */
  link(
    actor: DomainActor,
    id: string,
    options: { endDevices: boolean },
    ifMatch?: number,
  ): Promise<Versioned<PanelLink>>
  /** Throws PANEL_DEVICE_NOT_FOUND. */
  endDevice(actor: DomainActor, id: string, deviceId: string): Promise<void>
  /** Revokes the key, for good; nothing happens where that was done before. */
  end(actor: DomainActor, id: string, ifMatch?: number): Promise<void>
  /** Forgets devices that were signed out long ago; `now` in epoch milliseconds. */
  prune(now: number): Promise<void>
}

const KEEP_ENDED_DEVICES_FOR = 30 * DAY

/** Makes the service of panels. */
export function createPanelsService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock' | 'publicUrl'>
  audit: AuditService
  keys: Pick<KeysService, 'create' | 'update' | 'rotate' | 'revoke' | 'byId' | 'layersOf'>
  content: Pick<PanelContentService, 'requireShowable' | 'scopesFor' | 'problemOf'>
}): PanelsService {
  const { foundation, audit, keys, content } = parts
  const { database, clock, publicUrl } = foundation
  const reads = createPanelReads(parts)

  async function requireLiving(domainId: string, id: string): Promise<PanelRecord> {
    const row = requirePanel(await findPanel(database.db, domainId, id))
    if (row.revoked_at !== null) throw new AppError('PANEL_ENDED')
    return row
  }

  async function lock(tx: Tx, domainId: string, id: string, ifMatch: number | undefined) {
    const row = requirePanel(await lockPanel(tx, database.engine, domainId, id))
    requireVersion(row.version, ifMatch)
    return row
  }

  async function linked(actor: DomainActor, id: string, token: string) {
    const { value, version } = await reads.read(actor, id)
    const path = PANEL_PATH.replace('{id}', id)
    return {
      value: { panel: value, link: `${publicUrl.current()}${path}?api-key=${token}` },
      version,
    }
  }

  function endDevices(tx: Tx, domainId: string, ids: readonly string[], at: number) {
    for (const id of ids) database.announce(tx, { kind: 'panelDevice', domainId, id, at })
    return setDevicesEnded(tx, ids, at)
  }

  /** What the key is allowed from now on; undefined where somebody chose that, or it stays as it is. */
  async function scopesInstead(domainId: string, row: PanelRecord, shows: PanelShows) {
    if (row.given_scopes === null) return undefined
    const key = (await keys.byId(domainId, [row.key_id])).get(row.key_id)
    const isAsGiven = key?.role === null && JSON.stringify(key.scopes) === row.given_scopes
    const scopes = isAsGiven ? await content.scopesFor(domainId, shows) : undefined
    return JSON.stringify(scopes) === row.given_scopes ? undefined : scopes
  }

  return {
    list: reads.list,
    get: reads.get,

    async create(actor, { name, shows, ...access }) {
      const { domain } = actor
      await content.requireShowable(actor, shows)
      const id = createId('pnl')
      const maker = makerOf(actor.principal)
      const hasAccess = typeof access.role === 'string' || Array.isArray(access.scopes)
      const given = hasAccess ? undefined : await content.scopesFor(domain.id, shows)
      const key = {
        ...access,
        name,
        description: 'Opens a panel.',
        metadata: { panel: id },
        ...(given && { scopes: given }),
      }
      const { token } = await keys.create(actor, key, async (tx, keyId) => {
        if ((await countPanels(tx, domain.id)) >= PANEL_LIMITS.panelsPerDomain) {
          throw new AppError('PANEL_LIMIT')
        }
        const at = clock.now()
        const row: PanelRow = {
          id,
          domain_id: domain.id,
          key_id: keyId,
          name,
          shows: JSON.stringify(shows),
          given_scopes: given ? JSON.stringify(given) : null,
          created_at: at,
          created_by: maker.id,
          created_by_label: maker.label,
          updated_at: at,
          version: 1,
        }
        await insertPanel(tx, row)
        const entry = { chain: domain.id, action: 'panel.created', target: targetOf(row) }
        await audit.record(tx, actor, { ...entry, after: auditView(row) })
      })
      return linked(actor, id, token)
    },

    async update(actor, id, { name, shows }, ifMatch) {
      const { domain } = actor
      const known = await requireLiving(domain.id, id)
      if (shows) await content.requireShowable(actor, shows)
      const scopes = shows && (await scopesInstead(domain.id, known, shows))
      const change = async (tx: Tx) => {
        const row = await lock(tx, domain.id, id, ifMatch)
        const columns = {
          ...(name !== undefined && { name }),
          ...(shows !== undefined && { shows: JSON.stringify(shows) }),
          ...(scopes && { given_scopes: JSON.stringify(scopes) }),
        }
        const after = { ...row, ...columns }
        const { changed, ...sides } = difference(auditView(row), auditView(after))
        if (!changed && !scopes) return
        const at = clock.now()
        await setPanel(tx, id, { ...columns, updated_at: at })
        database.announce(tx, { kind: 'panel', domainId: domain.id, id, at })
        const entry = { chain: domain.id, action: 'panel.updated', target: targetOf(after) }
        await audit.record(tx, actor, { ...entry, ...sides })
      }
      if (!scopes) await database.write(change)
      else {
        const key = known.key_id
        await keys.update(actor, key, { scopes }, undefined, change).catch(endedWithKey)
      }
      return reads.read(actor, id)
    },

    async link(actor, id, options, ifMatch) {
      const { domain } = actor
      const { key_id: keyId } = await requireLiving(domain.id, id)
      const secret = { overlapSeconds: 0 }
      const issued = keys.rotate(actor, keyId, secret, undefined, async tx => {
        const row = await lock(tx, domain.id, id, ifMatch)
        const at = clock.now()
        const devices = options.endDevices ? await listOpenDevices(tx, id) : []
        const ids = devices.map(device => device.id)
        await endDevices(tx, domain.id, ids, at)
        await setPanel(tx, id, { updated_at: at })
        const entry = { chain: domain.id, action: 'panel.linked', target: targetOf(row) }
        await audit.record(tx, actor, { ...entry, after: { endedDevices: ids } })
      })
      const { value } = await issued.catch(endedWithKey)
      return linked(actor, id, value.token)
    },

    async endDevice(actor, id, deviceId) {
      const { domain } = actor
      await database.write(async tx => {
        const panel = await lock(tx, domain.id, id, undefined)
        const device = await findPanelDevice(tx, id, deviceId)
        if (!device) throw new AppError('PANEL_DEVICE_NOT_FOUND')
        if (device.ended_at !== null) return
        await endDevices(tx, domain.id, [deviceId], clock.now())
        const entry = { chain: domain.id, action: 'panel.device_ended', target: targetOf(panel) }
        const before = { device: deviceId, ip: device.ip, userAgent: device.user_agent }
        await audit.record(tx, actor, { ...entry, before })
      })
    },

    async end(actor, id, ifMatch) {
      const { domain } = actor
      const row = requirePanel(await findPanel(database.db, domain.id, id))
      const reason = 'Its panel was ended.'
      await keys.revoke(actor, row.key_id, reason, undefined, async tx => {
        const panel = await lock(tx, domain.id, id, ifMatch)
        await setPanel(tx, id, { updated_at: clock.now() })
        const entry = { chain: domain.id, action: 'panel.ended', target: targetOf(panel) }
        await audit.record(tx, actor, { ...entry, before: auditView(panel) })
      })
    },

    prune: now => deleteDevicesEndedBefore(database.db, now - KEEP_ENDED_DEVICES_FOR),
  }
}

/** Between a look and a change a panel may have ended. */
function endedWithKey(error: unknown): never {
  const isOver = error instanceof AppError && error.code === 'KEY_REVOKED'
  throw isOver ? new AppError('PANEL_ENDED') : error
}

function targetOf({ id, name }: Pick<PanelRow, 'id' | 'name'>) {
  return { kind: 'panel', id, label: name }
}
