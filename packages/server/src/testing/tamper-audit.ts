import { hashEvent } from '@keywright/core'
import { sql } from 'kysely'
import type { AuditEventRow } from '../audit/audit.table.ts'
import { viewEvent, viewUnhashed } from '../audit/audit.view.ts'
import { sha256 } from '../audit/audit-chain.ts'
import type { Db } from '../db/engine.ts'
import type { TestServer } from './create-test-server.ts'

/** Something done to a chain of five events, and what a check must find. */
export interface Tampering {
  name: string
  change(db: Db, chain: string): Promise<unknown>
  found: string[]
  message?: RegExp
}

/** What somebody with the database, but without the master key, can do to a chain of five. */
export const TAMPERINGS: Tampering[] = [
  ...Object.entries({
    at: 1,
    at_far: 9e17,
    id: 'evt_x',
    actor_kind: 'user',
    actor_id: 'usr_x',
    actor_label: 'somebody else',
    ip: '192.0.2.1',
    user_agent: 'x',
    request_id: 'x',
    action: 'key.invented',
    target_kind: 'role',
    target_id: 'x',
    target_label: 'x',
    before: '{"x":1}',
    after: '{"name":"B"}',
    after_null: null,
    after_broken: '{"name":',
    previous_hash: 'x',
    hash: 'x',
  }).map(([field, value]) => ({
    name: `an event whose ${field.replace('_', ' ')} was changed`,
    change: (db: Db, chain: string) =>
      set(db, chain, 3, { [field.replace(/_(far|null|broken)$/, '')]: value }),
    found: ['3 changed'],
  })),
  {
    name: 'an event that was changed together with its hash',
    async change(db, chain) {
      const row = await read(db, chain, 3)
      await set(db, chain, 3, rehash({ ...row, action: 'key.invented' }))
    },
    found: ['3 changed'],
  },
  {
    name: 'an event put at a place that no number of ours reaches',
    change: (db, chain) => set(db, chain, 3, { seq: 9e17 }),
    found: ['3 removed', '6 changed', '6 head'],
  },
  {
    name: 'a removed event',
    change: (db, chain) => remove(db, chain, seq => seq === 3),
    found: ['3 removed'],
  },
  {
    name: 'several removed events',
    change: (db, chain) => remove(db, chain, seq => seq === 1 || seq === 3 || seq === 4),
    found: ['1 removed', '3 removed'],
    message: /Events 3 to 4 are missing/,
  },
  {
    name: 'two events that changed places with all they hold',
    async change(db, chain) {
      const [two, four] = [await read(db, chain, 2), await read(db, chain, 4)]
      await set(db, chain, 2, { ...four, seq: 2 })
      await set(db, chain, 4, { ...two, seq: 4 })
    },
    found: ['2 reordered', '4 reordered'],
    message: /Event 4 was put in the place of event 2/,
  },
  {
    name: 'two events that changed places between links that stayed',
    async change(db, chain) {
      const [two, four] = [await read(db, chain, 2), await read(db, chain, 4)]
      const links = ({ seq, previous_hash, hash }: AuditEventRow) => ({ seq, previous_hash, hash })
      await set(db, chain, 2, { ...four, ...links(two) })
      await set(db, chain, 4, { ...two, ...links(four) })
    },
    found: ['2 reordered', '4 reordered'],
  },
  {
    name: 'a cut tail',
    change: (db, chain) => remove(db, chain, seq => seq > 3),
    found: ['4 truncated'],
  },
  {
    name: 'a cut tail whose head was set back',
    async change(db, chain) {
      await remove(db, chain, seq => seq > 3)
      await setHead(db, chain, await read(db, chain, 3))
    },
    found: ['3 head'],
    message: /signature/,
  },
  {
    name: 'a chain of which nothing is left',
    change: (db, chain) => remove(db, chain, () => true),
    found: ['1 truncated'],
  },
  {
    name: 'a chain without its head',
    change: (db, chain) => db.deleteFrom('audit_heads').where('chain', '=', chain).execute(),
    found: ['5 head'],
  },
  {
    name: 'a chain rewritten from one event on, with right hashes',
    change: (db, chain) => rewrite(db, chain, 3),
    found: ['5 head'],
    message: /rewritten/,
  },
  {
    name: 'a whole chain rewritten with right hashes, the head with it',
    async change(db, chain) {
      await rewrite(db, chain, 1)
      await setHead(db, chain, await read(db, chain, 5))
    },
    found: ['5 head'],
    message: /signature/,
  },
  {
    name: 'an event added behind the head',
    async change(db, chain) {
      const last = await read(db, chain, 5)
      const forged = { ...last, seq: 6, id: 'evt_x', previous_hash: last.hash }
      await db
        .insertInto('audit_events')
        .values({ ...forged, ...rehash(forged) })
        .execute()
    },
    found: ['6 head'],
    message: /behind the head/,
  },
  {
    name: 'an event of another chain',
    async change(db, chain) {
      const row = await read(db, chain, 3)
      await set(db, chain, 3, { hash: hashEvent(viewUnhashed({ ...row, chain: 'dom_x' }), sha256) })
    },
    found: ['3 changed'],
  },
]

/** Works on the database with the triggers out of the way, as somebody who owns it can. */
export async function tamper(
  { server }: TestServer,
  work: (db: Db) => Promise<unknown>,
): Promise<void> {
  const { db, engine } = server.foundation.database
  const triggers =
    engine.name === 'sqlite'
      ? ['audit_events_no_update', 'audit_events_no_delete']
      : ['audit_events_append_only on audit_events']
  for (const trigger of triggers) await sql.raw(`drop trigger ${trigger}`).execute(db)
  await work(db)
  for (const statement of engine.appendOnly('audit_events')) await sql.raw(statement).execute(db)
}

/** One event of a chain. */
export function read(db: Db, chain: string, seq: number): Promise<AuditEventRow> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
}

/** Changes an event as it stands. */
export async function set(db: Db, chain: string, seq: number, change: Partial<AuditEventRow>) {
  await db
    .updateTable('audit_events')
    .set(change)
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .execute()
}

/** Removes some of the first five events. */
export async function remove(db: Db, chain: string, which: (seq: number) => boolean) {
  for (let seq = 1; seq <= 5; seq++) {
    if (!which(seq)) continue
    await db.deleteFrom('audit_events').where('chain', '=', chain).where('seq', '=', seq).execute()
  }
}

/** Points the head of a chain at an event, without being able to sign that. */
export async function setHead(db: Db, chain: string, { seq, hash }: AuditEventRow) {
  await db.updateTable('audit_heads').set({ seq, hash }).where('chain', '=', chain).execute()
}

/** Changes an event and makes all hashes from there on right again. */
async function rewrite(db: Db, chain: string, from: number) {
  let row: AuditEventRow = { ...(await read(db, chain, from)), action: 'key.invented' }
  for (let seq = from; seq <= 5; seq++) {
    const { hash } = rehash(row)
    await set(db, chain, seq, { ...row, hash })
    if (seq < 5) row = { ...(await read(db, chain, seq + 1)), previous_hash: hash }
  }
}

function rehash(row: AuditEventRow): AuditEventRow {
  return { ...row, hash: hashEvent(viewEvent(row), sha256) }
}
