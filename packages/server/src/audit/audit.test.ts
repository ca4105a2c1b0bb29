import { randomBytes } from 'node:crypto'
import type { AuditEvent } from '@keywright/contract'
import { createToken, maskToken } from '@keywright/core'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type Actor, CLI, SYSTEM } from '../access/principal.ts'
import { HOUR } from '../lib/clock.ts'
import { describeEachEngine, type TestServer } from '../testing/create-test-server.ts'
import type { AuditEntry } from './audit.service.ts'

describeEachEngine('the audit trail', get => {
  it('lists the newest event first, page by page, and nothing twice while new ones arrive', async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('pages')
    const api = client(await seed.user('pages-admin', { roles: { [id]: 'ADMIN' } }))
    await record(get(), id, 7)

    const seen: number[] = []
    let cursor: string | undefined
    do {
      const page = await api.audit.list({
        params: { domain: 'pages' },
        query: { limit: 3, ...(cursor && { cursor }) },
      })
      seen.push(...page.items.map(({ seq }) => seq))
      cursor = page.nextCursor ?? undefined
      await record(get(), id, 1)
    } while (cursor)
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
  })

  it('finds events by action, by the beginning of an action, by actor, by target and by time', async () => {
    const { seed, client, clock } = get()
    const { id } = await seed.domain('filters')
    const admin = await seed.user('filters-admin', { roles: { [id]: 'ADMIN' } })
    const api = client(admin)
    const from = new Date(clock.now() + HOUR).toISOString()
    await record(get(), id, 1, { action: 'key.created', target: keyNamed('a') })
    await record(get(), id, 1, { action: 'keyring.opened' })
    clock.advance(HOUR)
    await record(get(), id, 1, { action: 'key.revoked', target: keyNamed('b') }, CLI)
    clock.advance(HOUR)
    await record(get(), id, 1, { action: 'Key.oddity' })
    const list = async (query: Record<string, string>) => {
      const page = await api.audit.list({ params: { domain: 'filters' }, query })
      return page.items.map(({ action }) => action)
    }

    expect(await list({ action: 'key.created' })).toEqual(['key.created'])
    expect(await list({ action: 'key.' })).toEqual(['key.revoked', 'key.created'])
    expect(await list({ action: 'key' })).toEqual([])
    expect(await list({ targetId: 'b' })).toEqual(['key.revoked'])
    expect(await list({ actorId: admin.id })).toEqual([])
    expect(await list({ from })).toEqual(['Key.oddity', 'key.revoked'])
    expect(await list({ to: from })).toEqual(['keyring.opened', 'key.created'])
    expect(await list({ from, action: 'key.' })).toEqual(['key.revoked'])
  })

  it('finds what a person did by their id', async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('actors')
    const admin = await seed.user('actors-admin', { roles: { [id]: 'ADMIN' } })
    const api = client(admin)
    const params = { domain: 'actors' }
    await record(get(), id, 1)
    await api.keys.create({ params, body: { name: 'Mine', scopes: [] } })

    const { items } = await api.audit.list({ params, query: { actorId: admin.id } })
    expect(items).toMatchObject([
      { action: 'key.created', actor: { kind: 'user', id: admin.id, label: admin.email } },
    ])
  })

  it('refuses the cursor of another chain, and one that nobody gave out', async () => {
    const { seed, client } = get()
    const one = await seed.domain('cursor-one')
    const two = await seed.domain('cursor-two')
    const roles = { [one.id]: 'ADMIN', [two.id]: 'ADMIN' }
    const api = client(await seed.user('cursors', { roles }))
    await record(get(), one.id, 2)
    const { nextCursor } = await api.audit.list({
      params: { domain: 'cursor-one' },
      query: { limit: 1 },
    })
    for (const cursor of [nextCursor ?? '', 'bm90aGluZw', '%00']) {
      const call = api.audit.list({ params: { domain: 'cursor-two' }, query: { cursor } })
      await expect(call).rejects.toMatchObject({ code: 'CURSOR_INVALID' })
    }
  })

  it('is read by whoever may read it, exported by fewer, and unknown to other domains', async () => {
    const { seed, client } = get()
    const home = await seed.domain('audit-home')
    const away = await seed.domain('audit-away')
    const params = { domain: 'audit-home' }
    const reader = client(await seed.user('audit-reader', { roles: { [home.id]: 'READONLY' } }))
    const stranger = client(await seed.user('audit-stranger', { roles: { [away.id]: 'ADMIN' } }))
    await reader.audit.list({ params })
    await reader.audit.verify({ params })
    await expect(reader.audit.export({ params })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      problem: { missing: ['backoffice.audit:export'] },
    })
    for (const call of [stranger.audit.list, stranger.audit.export, stranger.audit.verify]) {
      await expect(call({ params })).rejects.toMatchObject({ code: 'DOMAIN_NOT_FOUND' })
    }
  })

  it('of the instance is for its administrators only', async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('instance-audit')
    const root = client(await seed.user('root', { instanceAdmin: true }))
    const admin = client(await seed.user('not-root', { roles: { [id]: 'ADMIN' } }))
    await record(get(), 'instance', 1, { action: 'user.invented' })

    const { items } = await root.audit.listInstance({ query: { action: 'user.invented' } })
    expect(items).toHaveLength(1)
    expect(await root.audit.exportInstance({})).toContain('user.invented')
    expect(await root.audit.verifyInstance({})).toMatchObject({ intact: true, problems: [] })
    for (const call of [
      admin.audit.listInstance,
      admin.audit.exportInstance,
      admin.audit.verifyInstance,
    ]) {
      await expect(call({})).rejects.toMatchObject({ code: 'INSTANCE_ADMIN_REQUIRED' })
    }
  })

  it('exports every event, oldest first, just as the list shows them', async () => {
    const { seed, request } = get()
    const { id } = await seed.domain('export')
    const { cookie } = await seed.user('exporter', { roles: { [id]: 'ADMIN' } })
    await record(get(), id, 1203)
    const response = await request('/v1/domains/export/audit/export', { headers: { cookie } })
    expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8')
    expect(response.headers.get('content-disposition')).toContain('audit-export.ndjson')
    const events = parseLines(await response.text())
    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 1203 }, (_, i) => i + 1))

    const { items } = await get()
      .client({ cookie })
      .audit.list({ params: { domain: 'export' }, query: { limit: 200 } })
    expect(events.slice(-200).reverse()).toEqual(items)
  })

  it('exports only what the filter lets through, over several pages', async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('export-some')
    const api = client(await seed.user('export-some', { roles: { [id]: 'ADMIN' } }))
    await record(get(), id, 600, { action: 'key.created' })
    await record(get(), id, 3, { action: 'role.created' })
    await record(get(), id, 600, { action: 'key.created' })
    const export_ = async (action: string) =>
      parseLines(await api.audit.export({ params: { domain: 'export-some' }, query: { action } }))
    expect((await export_('role.')).map(({ seq }) => seq)).toEqual([601, 602, 603])
    expect(await export_('key.created')).toHaveLength(1200)
    expect(await export_('domain.')).toEqual([])
  })

  it('reads the next page of an export only when somebody takes it', async () => {
    const { seed, server } = get()
    const { id } = await seed.domain('export-slow')
    await record(get(), id, 600)
    const reader = server.services.audit.export(id, {}, 'ndjson', async () => {}).getReader()
    const first = await reader.read()
    expect(parseLines(new TextDecoder().decode(first.value))).toHaveLength(200)
    await reader.cancel()
    expect((await reader.read()).done).toBe(true)
  })

  it('cuts an export off when its caller may not export any more', async () => {
    const { seed, client, request } = get()
    const { id } = await seed.domain('export-ended')
    const user = await seed.user('export-ended', { roles: { [id]: 'ADMIN' } })
    await record(get(), id, 801)
    const response = await request('/v1/domains/export-ended/audit/export', {
      headers: { cookie: user.cookie },
    })
    expect(response.status).toBe(200)
    await client(user).session.signOut({})
    await expect(response.text()).rejects.toThrow()
  })

  it('leaves no cell of a CSV export for a spreadsheet to execute', async () => {
    const { seed, client, request } = get()
    const { id } = await seed.domain('export-csv')
    const user = await seed.user('export-csv', { roles: { [id]: 'ADMIN' } })
    const labels = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'a "b", c\nd']
    for (const label of labels) {
      await record(get(), id, 1, { target: { kind: 'key', id: 'x', label }, after: { label } })
    }
    const response = await request('/v1/domains/export-csv/audit/export?format=csv', {
      headers: { cookie: user.cookie },
    })
    expect(response.headers.get('content-type')).toContain('text/csv')
    const csv = await response.text()
    expect(csv).toMatch(/^"seq","at","action",.*,"previousHash","hash"\r\n1,"2026-/)
    for (const label of labels.slice(0, 4)) expect(csv).toContain(`,"'${label}",`)
    expect(csv).toContain(`"'\r=1"`)
    expect(csv).toContain('"a ""b"", c\nd"')
    expect(csv).not.toMatch(/,"?[=+\-@\t\r]/)

    const empty = await client(user).audit.export({
      params: { domain: 'export-csv' },
      query: { format: 'csv', action: 'nothing.' },
    })
    expect(empty.split('\r\n')).toHaveLength(2)
  })

  it('never holds a token, whatever field it was put into', async () => {
    const { seed, request, server } = get()
    const { id } = await seed.domain('hostile')
    const { cookie } = await seed.user('hostile', { roles: { [id]: 'ADMIN' } })
    const token = createToken('kw', randomBytes)
    const response = await request('/v1/domains/hostile/keys', {
      method: 'POST',
      headers: { cookie, 'user-agent': `Evil/1.0 ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        name: token,
        description: `x\n${token}`,
        scopes: [],
        metadata: { [token]: token },
      }),
    })
    expect(response.status).toBe(201)
    const made = JSON.parse(await response.text()) as { token: string }

    const { database } = server.foundation
    const rows = await database.db.selectFrom('audit_events').selectAll().execute()
    const ours = rows.filter(({ chain }) => chain === id)
    expect(ours[0]?.user_agent).toBe(`Evil/1.0 ${maskToken('kw', token.slice(-4))}`)
    const secret = token.split('_')[1] ?? ''
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(JSON.stringify(rows)).not.toContain(made.token)
  })

  it('keeps its hashes right for text that the database cannot store as it is', async () => {
    const { seed, server } = get()
    const { id } = await seed.domain('odd-text')
    const label = 'half \ud83d, zero \0, whole \u{1f600}'
    await record(get(), id, 1, {
      target: { kind: 'key', id: 'x', label },
      after: { label, n: 1e21 },
    })
    expect(await server.services.audit.verify(id)).toMatchObject({ intact: true, events: 1 })
  })

  it('lets nobody update, delete or empty the events', async () => {
    const { seed, server } = get()
    const { id } = await seed.domain('append-only')
    await record(get(), id, 2)
    const { db, engine } = server.foundation.database
    const attacks = [
      sql`update audit_events set action = 'x' where chain = ${id}`,
      sql`delete from audit_events where chain = ${id}`,
      sql`delete from audit_events`,
      engine.name === 'sqlite'
        ? sql`replace into audit_events select * from audit_events where chain = ${id}`
        : sql`truncate audit_events`,
    ]
    for (const attack of attacks) {
      await expect(attack.execute(db)).rejects.toThrow('audit_events is append-only')
    }
    expect(await server.services.audit.verify(id)).toMatchObject({ intact: true, events: 2 })
  })

  it('takes back an event with the change it was about', async () => {
    const { seed, server } = get()
    const { id } = await seed.domain('rollback')
    await record(get(), id, 1)
    const { database } = server.foundation
    const failing = database.write(async tx => {
      await server.services.audit.record(tx, SYSTEM, entry(id))
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await server.services.audit.verify(id)).toMatchObject({ intact: true, events: 1 })
  })

  it('gives every one of many events at once a place of its own', async () => {
    const { seed, server } = get()
    const { id } = await seed.domain('at-once')
    await Promise.all(Array.from({ length: 20 }, () => record(get(), id, 1)))
    expect(await server.services.audit.verify(id)).toMatchObject({ intact: true, events: 20 })
  })
})

function entry(chain: string): AuditEntry {
  return { chain, action: 'key.updated', target: keyNamed('a'), after: { name: 'A' } }
}

function keyNamed(id: string) {
  return { kind: 'key', id, label: id }
}

async function record(
  { server }: TestServer,
  chain: string,
  count: number,
  change: Partial<AuditEntry> = {},
  actor: Actor = SYSTEM,
): Promise<void> {
  await server.foundation.database.write(async tx => {
    for (let i = 0; i < count; i++) {
      await server.services.audit.record(tx, actor, { ...entry(chain), ...change })
    }
  })
}

function parseLines(text: string): AuditEvent[] {
  return text
    .trim()
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}
