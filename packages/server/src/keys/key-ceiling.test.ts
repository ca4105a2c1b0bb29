import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { SeededUser } from '../testing/seed.ts'

const params = { domain: 'acme' }

describeEachEngine('the ceiling of keys', get => {
  let domainId: string
  const people: Record<string, SeededUser & { api: Client }> = {}

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    await seed.role(domainId, 'KEEPER', [
      'backoffice.keys:*',
      'content.article:read',
      'content.article:update',
    ])
    await seed.role(domainId, 'PUPPETEER', [
      'backoffice.keys:*',
      'backoffice.users:impersonate',
      'content.*:read',
    ])
    const roles = {
      admin: 'ADMIN',
      editor: 'EDITOR',
      reader: 'READONLY',
      keeper: 'KEEPER',
      puppeteer: 'PUPPETEER',
    }
    for (const [name, role] of Object.entries(roles)) {
      const user = await seed.user(name, { roles: { [domainId]: role } })
      people[name] = { ...user, api: client(user) }
    }
  })

  const person = (name: string) => {
    const found = people[name]
    if (!found) throw new Error(name)
    return found
  }
  const eventCount = async () =>
    (await get().server.foundation.database.db.selectFrom('audit_events').select('id').execute())
      .length

  /** Who, gives what, acting as whom -> refusal, or undefined where it is allowed. */
  const scenarios: [string, { role?: string; scopes?: string[] }, string | null, string?][] = [
    ['admin', { role: 'ADMIN' }, null],
    ['admin', { scopes: ['*:*'] }, 'editor'],
    ['editor', { scopes: ['content.article:write'] }, null],
    ['editor', { role: 'EDITOR' }, 'editor'],
    ['editor', { role: 'ADMIN' }, null, 'ESCALATION'],
    ['editor', { scopes: ['backoffice.users:create'] }, null, 'ESCALATION'],
    ['editor', { scopes: ['content.article:read'] }, 'admin', 'IMPERSONATION_FORBIDDEN'],
    ['keeper', { scopes: ['content.article:read'] }, null],
    ['keeper', { role: 'ADMIN', scopes: ['content.article:read'] }, null],
    ['keeper', { scopes: ['content.article:delete'] }, null, 'ESCALATION'],
    ['keeper', { scopes: ['content.*:read'] }, null, 'ESCALATION'],
    ['keeper', { role: 'READONLY' }, null, 'ESCALATION'],
    ['puppeteer', { scopes: ['content.*:read'] }, 'admin'],
    ['puppeteer', { role: 'ADMIN' }, 'admin', 'ESCALATION'],
    ['puppeteer', { scopes: ['content.*:update'] }, 'puppeteer', 'ESCALATION'],
    ['reader', { scopes: ['content.article:read'] }, null, 'FORBIDDEN'],
  ]

  it.each(scenarios)('%s gives %j acting as %s: %s', async (who, grants, actsAs, code) => {
    const before = await eventCount()
    const call = person(who).api.keys.create({
      params,
      body: { name: 'Scenario', ...grants, actsAs: actsAs === null ? null : person(actsAs).id },
    })
    if (code === undefined) {
      expect((await call).key.state).toBe('active')
      expect(await eventCount()).toBe(before + 1)
    } else {
      expect(await refusal(call)).toMatchObject({ code, status: 403 })
      expect(await eventCount()).toBe(before)
    }
  })

  it('a refusal for escalation lists what is missing', async () => {
    const call = person('keeper').api.keys.create({
      params,
      body: { name: 'More', scopes: ['content.article:read', 'content.page:read'] },
    })
    expect(await refusal(call)).toMatchObject({ missing: ['content.page:read'] })
  })

  describe('a key beyond oneself', () => {
    let id = ''
    beforeAll(async () => {
      const made = await person('admin').api.keys.create({
        params,
        body: { name: 'Powerful', role: 'ADMIN' },
      })
      id = made.key.id
    })

    it('can be switched off or revoked, but not edited, rotated, revealed or switched on', async () => {
      const { keys } = person('keeper').api
      const where = { params: { ...params, id } }
      await keys.disable(where)
      for (const call of [
        () => keys.update({ ...where, body: { description: 'mine' } }),
        () => keys.rotate({ ...where, body: {} }),
        () => keys.reveal(where),
        () => keys.enable(where),
      ]) {
        expect(await refusal(call())).toMatchObject({ code: 'ESCALATION' })
      }
    })

    it('does not exist for somebody limited to their own keys', async () => {
      const { keys } = person('editor').api
      const where = { params: { ...params, id } }
      for (const call of [
        () => keys.read(where),
        () => keys.update({ ...where, body: {} }),
        () => keys.disable(where),
        () => keys.rotate({ ...where, body: {} }),
        () => keys.revoke({ ...where, body: {} }),
        () => keys.effective(where),
        () => keys.explain({ ...where, body: { permission: 'content.article:read' } }),
      ]) {
        expect(await refusal(call())).toMatchObject({ code: 'KEY_NOT_FOUND', status: 404 })
      }
      const { items } = await keys.list({ params })
      const mine = person('editor').id
      expect(items.length).toBeGreaterThan(0)
      expect(items.every(key => key.createdBy === mine || key.actsAs === mine)).toBe(true)
    })
  })

  it('effective access is what every layer lets through, and says who cuts what', async () => {
    const access = await person('admin').api.keys.preview({
      params,
      body: {
        role: 'READONLY',
        scopes: ['content.article:read', 'content.article:delete'],
        actsAs: person('editor').id,
      },
    })
    expect(access.permissions).toEqual(['content.article:read'])
    expect(access.cut).toContainEqual({
      permission: 'content.article:delete',
      layer: 'role READONLY',
    })
    expect(access.notHeld).toEqual([])
    const forKeeper = await person('keeper').api.keys.preview({
      params,
      body: { scopes: ['content.*:read'] },
    })
    expect(forKeeper.notHeld).toEqual(['content.*:read'])
  })

  it('a preview shows what a role grants only to those who may read it, or have it', async () => {
    const { seed, client } = get()
    await seed.role(domainId, 'SECRETIVE', ['content.secret:read'])
    const spy = await seed.user('spy', { roles: { [domainId]: 'SECRETIVE' } })
    const asked = (name: string, body: { role?: string; scopes?: string[]; actsAs?: string }) =>
      person(name).api.keys.preview({ params, body })
    for (const body of [
      { role: 'SECRETIVE' },
      { role: 'NO-SUCH-ROLE' },
      { scopes: ['*:*'], actsAs: spy.id },
    ]) {
      expect(await refusal(asked('keeper', body))).toMatchObject({
        code: 'FORBIDDEN',
        missing: ['backoffice.roles:read'],
      })
    }
    const own = ['backoffice.keys:*', 'content.article:read', 'content.article:update']
    expect((await asked('keeper', { role: 'KEEPER' })).permissions).toEqual(own)
    const asOneself = { scopes: ['*:*'], actsAs: person('keeper').id }
    expect((await asked('keeper', asOneself)).permissions).toEqual(own)
    expect((await asked('keeper', { role: 'EDITOR' })).permissions).toContain('content.*:*')
    for (const name of ['admin', 'reader']) {
      expect((await asked(name, { role: 'SECRETIVE' })).permissions).toEqual([
        'content.secret:read',
      ])
    }
    const { token } = await person('admin').api.keys.create({
      params,
      body: { name: 'Keeper', role: 'KEEPER' },
    })
    const byKey = (role: string) => client({ token }).keys.preview({ params, body: { role } })
    expect((await byKey('KEEPER')).permissions).toEqual(own)
    expect(await refusal(byKey('SECRETIVE'))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('explain names the layer that refuses and what it lacks, in words', async () => {
    const made = await person('admin').api.keys.create({
      params,
      body: { name: 'Why', scopes: ['content.*:*'], actsAs: person('reader').id },
    })
    const why = (permission: string) =>
      person('admin').api.keys.explain({
        params: { ...params, id: made.key.id },
        body: { permission },
      })
    expect(await why('content.article:read')).toMatchObject({ allowed: true, outcome: 'VALID' })
    expect(await why('content.article:delete')).toMatchObject({
      allowed: false,
      outcome: 'FORBIDDEN',
      refusedBy: 'user reader@example.com (READONLY)',
      sentence:
        'Refused: content.article:delete is not granted by the user reader@example.com (READONLY).',
    })
    await person('admin').api.keys.disable({ params: { ...params, id: made.key.id } })
    expect(await why('content.article:read')).toMatchObject({ allowed: false, outcome: 'DISABLED' })
  })

  it('a role and scopes that cross in too many ways are refused at once', async () => {
    const many = (text: (n: number) => string) => Array.from({ length: 60 }, (_, n) => text(n))
    await get().seed.role(
      domainId,
      'CROSSING',
      many(n => `zz.a${n}.*.*:read`),
    )
    const call = person('admin').api.keys.preview({
      params,
      body: { role: 'CROSSING', scopes: many(n => `zz.*.b${n}.*:read`) },
    })
    expect(await refusal(call)).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/scopes' }],
    })
  })

  it('without an address, explain answers as a verification without one does', async () => {
    const made = await person('admin').api.keys.create({
      params,
      body: { name: 'Somewhere', scopes: ['content.*:*'], ipAllow: ['10.0.0.0/8'] },
    })
    const why = (ip?: string) =>
      person('admin').api.keys.explain({
        params: { ...params, id: made.key.id },
        body: { permission: 'content.article:read', ...(ip !== undefined && { ip }) },
      })
    expect(await why()).toMatchObject({ allowed: false, outcome: 'IP_DENIED' })
    expect(await why('10.1.2.3')).toMatchObject({ allowed: true, outcome: 'VALID' })
  })

  it('a key can only act as an active user of its own domain', async () => {
    const { seed } = get()
    const elsewhere = await seed.domain('elsewhere')
    const stranger = await seed.user('stranger', { roles: { [elsewhere.id]: 'ADMIN' } })
    const call = person('admin').api.keys.create({
      params,
      body: { name: 'Ghost', scopes: [], actsAs: stranger.id },
    })
    expect(await refusal(call)).toMatchObject({ code: 'USER_NOT_FOUND' })
  })
})
