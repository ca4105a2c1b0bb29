import type { Db } from '../db/engine.ts'

/** The session with one of these digests, with its user; whatever its state. */
export async function findSession(db: Db, digests: readonly string[]) {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .where('sessions.digest', 'in', digests)
    .selectAll('users')
    .select([
      'sessions.id as session_id',
      'sessions.digest',
      'sessions.user_id',
      'sessions.created_at as session_created_at',
      'sessions.last_seen_at',
      'sessions.authenticated_at',
      'sessions.expires_at',
      'sessions.ended_at',
      'sessions.ip',
      'sessions.user_agent',
    ])
    .executeTakeFirst()
  if (!row) return undefined
  const {
    session_id,
    digest,
    user_id,
    session_created_at,
    last_seen_at,
    authenticated_at,
    expires_at,
    ended_at,
    ip,
    user_agent,
    ...user
  } = row
  return {
    session: {
      id: session_id,
      digest,
      user_id,
      created_at: session_created_at,
      last_seen_at,
      authenticated_at,
      expires_at,
      ended_at,
      ip,
      user_agent,
    },
    user,
  }
}

/** The device of a panel with one of these digests, with the panel's key; whatever its state. */
export function findDevice(db: Db, panelId: string, digests: readonly string[]) {
  return db
    .selectFrom('panel_devices')
    .innerJoin('panels', 'panels.id', 'panel_devices.panel_id')
    .where('panel_devices.digest', 'in', digests)
    .where('panels.id', '=', panelId)
    .select(['panel_devices.id', 'panel_devices.ended_at', 'panels.key_id'])
    .executeTakeFirst()
}

/** Whether a device is there and was not signed out. */
export async function isDeviceOpen(db: Db, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('panel_devices')
    .select('id')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that a session was used. */
export async function setSessionSeen(db: Db, id: string, at: number): Promise<void> {
  await db.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute()
}

/** The membership of a user in a domain, with the permissions of its role when that is the domain's own. */
export function findMembership(db: Db, domainId: string, userId: string) {
  return db
    .selectFrom('memberships')
    .leftJoin('roles', join =>
      join
        .onRef('roles.domain_id', '=', 'memberships.domain_id')
        .onRef('roles.name', '=', 'memberships.role'),
    )
    .where('memberships.domain_id', '=', domainId)
    .where('memberships.user_id', '=', userId)
    .select(['memberships.role', 'memberships.suspended_at', 'roles.permissions'])
    .executeTakeFirst()
}
