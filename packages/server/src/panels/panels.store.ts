import type { PANEL_STATES } from '@keywright/contract'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { PanelDeviceRow, PanelRow } from './panels.table.ts'

/** A panel with what decides about its state. */
export interface PanelRecord extends PanelRow {
  expires_at: number | null
  disabled_at: number | null
  revoked_at: number | null
}

/** Panels of a domain, newest first. */
export function listPanels(
  db: Db,
  domainId: string,
  page: {
    state: (typeof PANEL_STATES)[number] | undefined
    after: readonly [createdAt: number, id: string] | undefined
    limit: number
    now: number
  },
): Promise<PanelRecord[]> {
  const { state, after, now } = page
  let query = selectPanels(db).where('panels.domain_id', '=', domainId)
  query = query.where('keys.revoked_at', state === 'ended' ? 'is not' : 'is', null)
  if (state === 'expired') query = query.where('keys.expires_at', '<=', now)
  if (state === 'active' || state === 'disabled') {
    query = query
      .where('keys.disabled_at', state === 'active' ? 'is' : 'is not', null)
      .where(({ or, eb }) =>
        or([eb('keys.expires_at', 'is', null), eb('keys.expires_at', '>', now)]),
      )
  }
  if (after) {
    const [createdAt, id] = after
    query = query.where(({ or, and, eb }) =>
      or([
        eb('panels.created_at', '<', createdAt),
        and([eb('panels.created_at', '=', createdAt), eb('panels.id', '<', id)]),
      ]),
    )
  }
  return query
    .orderBy('panels.created_at', 'desc')
    .orderBy('panels.id', 'desc')
    .limit(page.limit)
    .execute()
}

export function findPanel(db: Db, domainId: string, id: string): Promise<PanelRecord | undefined> {
  return selectPanels(db)
    .where('panels.domain_id', '=', domainId)
    .where('panels.id', '=', id)
    .executeTakeFirst()
}

/** The panel with this id, whatever its domain. */
export function findPanelById(db: Db, id: string): Promise<PanelRecord | undefined> {
  return selectPanels(db).where('panels.id', '=', id).executeTakeFirst()
}

/** A panel, locked until the transaction ends. */
export function lockPanel(
  tx: Tx,
  engine: Engine,
  domainId: string,
  id: string,
): Promise<PanelRow | undefined> {
  return engine
    .forUpdate(
      tx.selectFrom('panels').selectAll().where('domain_id', '=', domainId).where('id', '=', id),
    )
    .executeTakeFirst()
}

/** How many panels of a domain have not ended. */
export async function countPanels(db: Db, domainId: string): Promise<number> {
  const { count } = await db
    .selectFrom('panels')
    .innerJoin('keys', 'keys.id', 'panels.key_id')
    .where('panels.domain_id', '=', domainId)
    .where('keys.revoked_at', 'is', null)
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function insertPanel(tx: Tx, panel: PanelRow): Promise<void> {
  await tx.insertInto('panels').values(panel).execute()
}

/** Changes columns of a panel and raises its version. */
export async function setPanel(
  tx: Tx,
  id: string,
  columns: Partial<Pick<PanelRow, 'name' | 'shows'>> & { updated_at: number },
): Promise<void> {
  await tx
    .updateTable('panels')
    .set(columns)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

/** Devices of panels that are signed in, by panel: how many, and when one was seen last. */
export async function summarizeDevices(db: Db, panelIds: readonly string[]) {
  if (panelIds.length === 0) return []
  const rows = await db
    .selectFrom('panel_devices')
    .where('panel_id', 'in', panelIds)
    .groupBy('panel_id')
    .select(({ fn, eb }) => [
      'panel_id',
      fn.max('last_seen_at').as('last_seen_at'),
      fn.sum(eb.case().when('ended_at', 'is', null).then(1).else(0).end()).as('open'),
    ])
    .execute()
  return rows.map(row => ({
    panelId: row.panel_id,
    lastSeenAt: Number(row.last_seen_at),
    open: Number(row.open),
  }))
}

/** The devices of a panel, those that are signed in and were seen last first. */
export function listDevices(db: Db, panelId: string, limit: number): Promise<PanelDeviceRow[]> {
  return db
    .selectFrom('panel_devices')
    .selectAll()
    .where('panel_id', '=', panelId)
    .orderBy(({ eb }) => eb.case().when('ended_at', 'is', null).then(0).else(1).end())
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The devices of a panel that are signed in, the one that was not seen for the longest time first. */
export function listOpenDevices(db: Db, panelId: string) {
  return db
    .selectFrom('panel_devices')
    .select(['id', 'first_seen_at', 'last_seen_at'])
    .where('panel_id', '=', panelId)
    .where('ended_at', 'is', null)
    .orderBy('last_seen_at')
    .orderBy('id')
    .execute()
}

export function findPanelDevice(
  db: Db,
  panelId: string,
  id: string,
): Promise<PanelDeviceRow | undefined> {
  return db
    .selectFrom('panel_devices')
    .selectAll()
    .where('panel_id', '=', panelId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertDevice(tx: Tx, device: PanelDeviceRow): Promise<void> {
  await tx.insertInto('panel_devices').values(device).execute()
}

/** Notes where a device was seen, unless that was noted after `unlessSince`. */
export async function setDeviceSeen(
  db: Db,
  id: string,
  seen: { at: number; ip: string | null; userAgent: string | null; unlessSince: number },
): Promise<void> {
  await db
    .updateTable('panel_devices')
    .set({ last_seen_at: seen.at, ip: seen.ip, user_agent: seen.userAgent })
    .where('id', '=', id)
    .where('last_seen_at', '<=', seen.unlessSince)
    .execute()
}

export async function setDevicesEnded(tx: Tx, ids: readonly string[], at: number): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('panel_devices')
    .set({ ended_at: at })
    .where('id', 'in', ids)
    .where('ended_at', 'is', null)
    .execute()
}

/** Forgets devices that were signed out before a time. */
export async function deleteDevicesEndedBefore(db: Db, before: number): Promise<void> {
  await db.deleteFrom('panel_devices').where('ended_at', '<', before).execute()
}

function selectPanels(db: Db) {
  return db
    .selectFrom('panels')
    .innerJoin('keys', 'keys.id', 'panels.key_id')
    .selectAll('panels')
    .select(['keys.expires_at', 'keys.disabled_at', 'keys.revoked_at'])
}
