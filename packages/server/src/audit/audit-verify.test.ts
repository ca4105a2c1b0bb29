import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AuditEvent, AuditVerification } from '@keywright/contract'
import { checkChain, hashEvent } from '@keywright/core'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../access/principal.ts'
import type { Db } from '../db/engine.ts'
import { describeEachEngine, type TestServer } from '../testing/create-test-server.ts'
import type { AuditEventRow } from './audit.table.ts'
import { viewEvent, viewUnhashed } from './audit.view.ts'
import { INSTANCE_CHAIN, sha256 } from './audit-chain.ts'

interface Tampering {
  name: string
  change(db: Db, chain: string): Promise<unknown>
  found: string[]
  message?: RegExp
}

/** What somebody with the database, but without the master key, can do to a chain of five. */
const TAMPERINGS: Tampering[] = [
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

describeEachEngine('a check of the audit chain', get => {
  it('finds nothing in a chain as it was written', async () => {
    const chain = await writeChain(get(), 1100)
    const last = await read(get().server.foundation.database.db, chain, 1100)
    expect(await verify(get(), chain)).toEqual({
      intact: true,
      events: 1100,
      headHash: last.hash,
      problems: [],
    })
  })

  it('finds nothing where nothing has happened yet', async () => {
    const { id } = await get().seed.domain('nothing-yet')
    expect(await verify(get(), id)).toEqual({
      intact: true,
      events: 0,
      headHash: null,
      problems: [],
    })
  })

  it.each(TAMPERINGS)('finds and names $name', async ({ change, found, message }) => {
    const chain = await writeChain(get(), 5)
    await tamper(get(), db => change(db, chain))
    const report = await verify(get(), chain)
    expect(report.intact).toBe(false)
    expect(report.problems.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual(found)
    if (message) expect(report.problems.map(problem => problem.message).join()).toMatch(message)
  })

  it('of the instance finds and names what was done to it', async () => {
    const root = get().client(await get().seed.user('verify-root', { instanceAdmin: true }))
    const { server } = get()
    const { seq } = await server.foundation.database.write(async tx => {
      for (let i = 0; i < 3; i++)
        await server.services.audit.record(tx, SYSTEM, entry(INSTANCE_CHAIN))
      return tx
        .selectFrom('audit_heads')
        .select('seq')
        .where('chain', '=', INSTANCE_CHAIN)
        .executeTakeFirstOrThrow()
    })
    await tamper(get(), db => set(db, INSTANCE_CHAIN, seq - 1, { action: 'key.invented' }))
    expect(await root.audit.verifyInstance({})).toMatchObject({
      intact: false,
      problems: [{ seq: seq - 1, kind: 'changed' }],
    })
  })

  it('still finds a forged head after more has been written', async () => {
    const chain = await writeChain(get(), 5)
    await tamper(get(), async db => {
      await remove(db, chain, seq => seq > 3)
      await setHead(db, chain, await read(db, chain, 3))
    })
    await write(get(), chain, 3)
    const report = await verify(get(), chain)
    expect(report).toMatchObject({ intact: false, events: 6, problems: [{ kind: 'head' }] })
    expect(get().logs.join()).toContain('the head of an audit chain was forged')
  })

  it('still finds a cut tail after more has been written', async () => {
    const chain = await writeChain(get(), 5)
    await tamper(get(), db => remove(db, chain, seq => seq > 3))
    await write(get(), chain, 1)
    const { problems } = await verify(get(), chain)
    expect(problems).toMatchObject([{ seq: 4, kind: 'removed' }])
  })

  it('is not disturbed by what is written meanwhile', async () => {
    const chain = await writeChain(get(), 600)
    const running = verify(get(), chain)
    for (let i = 0; i < 10; i++) await write(get(), chain, 1)
    expect(await running).toMatchObject({ intact: true })
  })

  it('lets other requests through while it runs', async () => {
    const chain = await writeChain(get(), 1100)
    let done = false
    const running = verify(get(), chain).then(() => {
      done = true
    })
    await new Promise(resolve => setImmediate(resolve))
    expect(done).toBe(false)
    await running
  })

  describe('of an export', () => {
    it('needs nothing but the file', async () => {
      const chain = await writeChain(get(), 5)
      const events = parse(await exported(get(), chain))
      const check = checkChain(sha256)
      events.forEach(check.add)
      expect(check.finish()).toEqual(await verify(get(), chain))
    })

    it('is done by the script in the documentation', async () => {
      const chain = await writeChain(get(), 5)
      const text = await exported(get(), chain)
      const { headHash } = await verify(get(), chain)
      expect(await runDocumentedScript(text)).toEqual({ stdout: `5 events, head ${headHash}\n` })
      expect(await runDocumentedScript(text.replace('"name":"A3"', '"name":"B"'))).toEqual({
        stderr: expect.stringContaining('The chain breaks at event 3'),
      })
      const [one, two, ...rest] = text.split('\n')
      for (const broken of [
        [one, ...rest],
        [two, one, ...rest],
        [two, ...rest],
      ]) {
        expect(await runDocumentedScript(broken.join('\n'))).toHaveProperty('stderr')
      }
    })
  })
})

let chains = 0

/** A domain with so many events of its own. */
async function writeChain(test: TestServer, events: number): Promise<string> {
  chains += 1
  const { id } = await test.seed.domain(`chain-${chains}`)
  await write(test, id, events)
  return id
}

async function write({ server }: TestServer, chain: string, events: number): Promise<void> {
  const { database } = server.foundation
  await database.write(async tx => {
    for (let i = 1; i <= events; i++) {
      const after = { name: `A${i}`, nested: { list: [1, 'zwei', null], é: 1.5 } }
      await server.services.audit.record(tx, SYSTEM, { ...entry(chain), after })
    }
  })
}

function entry(chain: string) {
  return { chain, action: 'key.updated', target: { kind: 'key', id: 'key_x', label: 'A' } }
}

function verify({ server }: TestServer, chain: string): Promise<AuditVerification> {
  return server.services.audit.verify(chain)
}

async function exported({ server }: TestServer, chain: string): Promise<string> {
  return new Response(server.services.audit.export(chain, {}, 'ndjson')).text()
}

function parse(text: string): AuditEvent[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

/** Works on the database with the triggers out of the way, as somebody who owns it can. */
async function tamper({ server }: TestServer, work: (db: Db) => Promise<unknown>): Promise<void> {
  const { db, engine } = server.foundation.database
  const triggers =
    engine.name === 'sqlite'
      ? ['audit_events_no_update', 'audit_events_no_delete']
      : ['audit_events_append_only on audit_events']
  for (const trigger of triggers) await sql.raw(`drop trigger ${trigger}`).execute(db)
  await work(db)
  for (const statement of engine.appendOnly('audit_events')) await sql.raw(statement).execute(db)
}

function read(db: Db, chain: string, seq: number): Promise<AuditEventRow> {
  return db
    .selectFrom('audit_events')
    .selectAll()
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
}

async function set(db: Db, chain: string, seq: number, change: Partial<AuditEventRow>) {
  await db
    .updateTable('audit_events')
    .set(change)
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .execute()
}

async function remove(db: Db, chain: string, which: (seq: number) => boolean) {
  for (let seq = 1; seq <= 5; seq++) {
    if (!which(seq)) continue
    await db.deleteFrom('audit_events').where('chain', '=', chain).where('seq', '=', seq).execute()
  }
}

async function setHead(db: Db, chain: string, { seq, hash }: AuditEventRow) {
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

async function runDocumentedScript(text: string): Promise<{ stdout?: string; stderr?: string }> {
  const page = readFileSync(new URL('../../../../docs/audit.md', import.meta.url), 'utf8')
  const script = /```js\n(.*?)```/s.exec(page)?.[1] ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'keywright-audit-'))
  try {
    writeFileSync(join(folder, 'check-audit.mjs'), script)
    writeFileSync(join(folder, 'audit.ndjson'), text)
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['check-audit.mjs', 'audit.ndjson'],
      { cwd: folder },
    )
    return { stdout }
  } catch (error) {
    return { stderr: String(error) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
