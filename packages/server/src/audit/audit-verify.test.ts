import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AuditEvent, AuditVerification } from '@keywright/contract'
import { checkChain } from '@keywright/core'
import { describe, expect, it } from 'vitest'
import { SYSTEM } from '../access/principal.ts'
import { describeEachEngine, type TestServer } from '../testing/create-test-server.ts'
import { read, remove, set, setHead, TAMPERINGS, tamper } from '../testing/tamper-audit.ts'
import { INSTANCE_CHAIN, sha256 } from './audit-chain.ts'

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
  return new Response(server.services.audit.export(chain, {}, 'ndjson', async () => {})).text()
}

function parse(text: string): AuditEvent[] {
  return text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
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
