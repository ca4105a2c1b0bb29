import { TOTP } from 'otpauth'
import { afterEach, describe, expect, it } from 'vitest'
import { CLI } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { createTestServer, ENGINES, type TestServer } from '../testing/create-test-server.ts'
import { signIn } from '../testing/sign-in.ts'

describe.each(ENGINES)('the owner (%s)', engine => {
  const running: TestServer[] = []
  afterEach(async () => {
    for (const server of running.splice(0).reverse()) await server.close()
  })
  async function start(config: Partial<Config> = {}) {
    const server = await createTestServer({ engine, config })
    running.push(server)
    return server
  }
  const owners = ({ server }: TestServer) => server.services.owner
  const users = ({ server }: TestServer) =>
    server.foundation.database.db.selectFrom('users').selectAll().execute()

  it('the first start makes an owner with a generated password and the domain main', async () => {
    const server = await start()
    const made = await owners(server).createFirst()
    expect(made).toEqual({ email: 'owner@keywright.local', password: expect.any(String) })
    const claim = { email: made?.email ?? '', password: made?.password ?? '' }
    const answer = await signIn(server, claim)
    expect(answer.body).toMatchObject({
      user: { instanceAdmin: true, mustChangePassword: true },
      domains: [{ slug: 'main', role: 'ADMIN' }],
    })
    const { keys } = server.client({ cookie: answer.cookie })
    const { items } = await keys.list({
      params: { domain: 'main' },
      query: { kind: 'application' },
    })
    expect(items).toHaveLength(2)
    expect(await actionsAbout(server.server, answer.body.user?.id ?? '')).toContain('owner.created')
    expect(server.logs.join('\n')).not.toContain(claim.password)
  })

  it('the owner of an unattended install has the given e-mail and password, which nobody repeats', async () => {
    const given = { ownerEmail: 'boss@example.com', ownerPassword: 'correct horse battery' }
    const server = await start(given)
    const made = await owners(server).createFirst()
    expect(made).toEqual({ email: given.ownerEmail, password: undefined })
    const claim = { email: given.ownerEmail, password: given.ownerPassword }
    expect((await signIn(server, claim)).body.user).toMatchObject({ mustChangePassword: false })
  })

  it('a later start changes nothing', async () => {
    const server = await start()
    await owners(server).createFirst()
    const before = await users(server)
    expect(await owners(server).createFirst()).toBeUndefined()
    expect(await users(server)).toEqual(before)
  })

  it('nodes that start at the same moment make one owner', async () => {
    const first = await start()
    const nodes = [first]
    if (engine === 'postgres') {
      const { databaseUrl } = first.config
      for (let node = 0; node < 2; node++) {
        const dataFolder = first.config.dataFolder
        nodes.push(await createTestServer({ engine, databaseUrl: databaseUrl ?? '', dataFolder }))
      }
      running.push(...nodes.slice(1))
    }
    const all = [...nodes, ...nodes].map(node => owners(node).createFirst())
    const made = await Promise.all(all)
    expect(made.filter(owner => owner !== undefined)).toHaveLength(1)
    expect(await users(first)).toHaveLength(1)
  })

  it('a reset lets in an owner who is locked out in every way', async () => {
    const server = await start()
    const { clock } = server
    const { database } = server.server.foundation
    const made = await owners(server).createFirst()
    const email = made?.email ?? ''
    const { cookie, body } = await signIn(server, { email, password: made?.password ?? '' })
    const id = body.user?.id ?? ''
    const { me } = server.client({ cookie })
    const { secret } = await me.startTotp({})
    await me.confirmTotp({
      body: { code: new TOTP({ secret }).generate({ timestamp: clock.now() }) },
    })
    const nobody = { instance_admin: 0, disabled_at: clock.now() }
    await database.db.updateTable('users').set(nobody).where('id', '=', id).execute()
    for (let index = 0; index < 6; index++) await signIn(server, { email, password: 'wrong horse' })
    expect((await signIn(server, { email, password: 'wrong horse' })).status).toBe(429)

    const changes: string[] = []
    database.subscribe({ onChange: ({ kind, id }) => void changes.push(`${kind} ${id}`) })
    const reset = await owners(server).reset(CLI)
    expect(reset.email).toBe(email)
    expect(reset.password).not.toBe(made?.password)
    const answer = await signIn(server, reset)
    expect(answer.status).toBe(200)
    expect(answer.body.user).toMatchObject({
      instanceAdmin: true,
      totp: false,
      mustChangePassword: true,
    })
    expect((await server.request('/v1/me', { headers: { cookie } })).status).toBe(401)
    expect(changes).toContain(`user ${id}`)
    expect(await actionsAbout(server.server, id)).toContain('owner.reset')
  })

  it('a reset is for the first administrator, or for whoever is named', async () => {
    const server = await start()
    await server.seed.user('early')
    const made = await owners(server).createFirst()
    expect(made).toBeUndefined()
    server.clock.advance(1)
    const admin = await server.seed.user('admin', { instanceAdmin: true })
    expect((await owners(server).reset(CLI)).email).toBe(admin.email)
    expect((await owners(server).reset(CLI, 'EARLY@example.com')).email).toBe('early@example.com')
    await expect(owners(server).reset(CLI, 'nobody@example.com')).rejects.toThrow(AppError)
  })
})
