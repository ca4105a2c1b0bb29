import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@keywright/contract'
import { TOTP } from 'otpauth'
import { beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../src/lib/clock.ts'
import { createTestServer, ENGINES, type TestServer } from '../src/testing/create-test-server.ts'
import {
  AUDIENCE,
  exchangeRequest,
  formRequest,
  refreshRequest,
  signAssertion,
} from '../src/testing/integrator.ts'
import { signIn } from '../src/testing/sign-in.ts'
import { ALL_ENDPOINTS } from './contract-table.ts'
import { rowsOf, tablesOf } from './database-contents.ts'
import { inDomain, sampleOf } from './samples.ts'
import { createScene, PASSWORD, type Scene, unique } from './scene.ts'
import { findSecrets, type Places } from './secret-search.ts'
import { requestOf } from './send.ts'

describe.each(ENGINES)('no secret is where it should not be (%s)', engine => {
  let story: Story
  let places: Places

  beforeAll(async () => {
    const server = await createTestServer({ engine })
    try {
      story = await tell(server)
      places = await collect(server, story)
    } finally {
      await server.close()
    }
    if (engine === 'sqlite') places = { ...places, ...story.files }
  }, 120_000)

  it('in no log line, audit row, metric, refusal, answer or database file', () => {
    expect(findSecrets(story.secrets, places)).toEqual([])
  })

  it('not even where somebody put it: in an address, a header, a name or a wrong field', () => {
    // What people write into names and descriptions is theirs, and is stored.
    const { database: _, ...others } = Object.fromEntries(
      Object.entries(places).filter(([place]) => !place.startsWith('file')),
    )
    expect(findSecrets(story.misplaced, others)).toEqual([])
  })

  it('the places that were searched are the ones where it would be', () => {
    expect(places.logs).toContain('"msg":"request"')
    expect(places.logs).toContain('request failed')
    expect(places.logs).toContain(`"actor":"${story.keyId}"`)
    expect(places['audit trail']).toContain('key.created')
    expect(places['audit trail']).toContain(story.publicName)
    expect(places.metrics).toContain('keywright_verifications_total')
    expect(places.refusals).toContain('CREDENTIAL_INVALID')
    expect(places.database).toContain(story.publicName)
    if (engine === 'sqlite') {
      expect(places['file keywright.db']?.length).toBeGreaterThan(10_000)
      expect(Object.values(story.files).some(file => file.includes(story.publicName))).toBe(true)
    }
    expect(story.secrets.size).toBeGreaterThan(25)
    expect(story.misplaced.size).toBeGreaterThan(20)
  })
})

describe('the search itself', () => {
  const secret = 'kw_correct+horse/battery staple'
  const search = (content: string | Uint8Array) =>
    findSecrets(new Map([['it', secret]]), { here: content }).length

  it.each([
    ['plain', `a ${secret} b`],
    ['as bytes', Buffer.from(`\u0000${secret}\u0000`)],
    ['in JSON', JSON.stringify({ a: { b: secret } })],
    ['in an address', `/x?a=${encodeURIComponent(secret)}`],
    ['in hex', Buffer.from(secret).toString('hex')],
    ['as user of a basic authorization', `Basic ${btoa(`${secret}:`)}`],
    ['as password of a basic authorization', `Basic ${btoa(`:${secret}`)}`],
    ['anywhere in base64', btoa(`{"token":"${secret}","more":1}`)],
    ['in base64 for addresses', Buffer.from(`??${secret}>>`).toString('base64url')],
  ])('finds what is there %s', (_, content) => {
    expect(search(content)).toBeGreaterThan(0)
  })

  it('finds nothing where nothing is', () => {
    expect(search('kw_correct+horse/battery')).toBe(0)
  })

  it('finds a password that somebody logs', async () => {
    const server = await createTestServer({ engine: 'sqlite' })
    server.server.foundation.logger.info({ note: `signed in with ${PASSWORD}` }, 'too much')
    await server.close()
    expect(findSecrets(new Map([['it', PASSWORD]]), { logs: server.logs.join('') })).not.toEqual([])
  })
})

/** All that was used, and all that came back where nothing of it should. */
interface Story {
  secrets: Map<string, string>
  /** Tokens that were put where they do not belong, by the place. */
  misplaced: Map<string, string>
  refusals: string[]
  /** Answers to questions about things whose secret was told before. */
  answers: string[]
  /** The database files while everything is still open. */
  files: Record<string, Buffer>
  /** A name that is no secret, to prove that the search looks at the right places. */
  publicName: string
  keyId: string
  scene: Scene
}

async function tell(server: TestServer): Promise<Story> {
  const scene = await createScene(server)
  const story: Story = {
    secrets: new Map(Object.entries({ 'the password': PASSWORD, ...keysOf(server) })),
    misplaced: new Map(),
    refusals: [],
    answers: [],
    files: {},
    publicName: unique('public-name'),
    keyId: '',
    scene,
  }
  story.secrets.set('the cookie of the owner', scene.owner.cookie.split('=')[1] ?? '')
  await people(server, story)
  await keys(server, story)
  await exchange(server, story)
  await misplaced(server, story)
  await everyEndpoint(server, story)
  await breakdown(server, story)
  await server.server.services.usageRecorder.flush()
  story.files = filesOf(server)
  return story
}

/** The peppers and master keys, which are in their own file and nowhere else. */
function keysOf({ config }: TestServer): Record<string, string> {
  const file: Record<string, Record<string, string>> = JSON.parse(
    readFileSync(join(config.dataFolder, 'keys.json'), 'utf8'),
  )
  return Object.fromEntries(
    Object.entries(file).flatMap(([kind, versions]) =>
      Object.entries(versions ?? {}).flatMap(([version, key]) => [
        [`${kind} ${version}`, key],
        [`${kind} ${version}, decoded`, Buffer.from(key, 'base64').toString('hex')],
      ]),
    ),
  )
}

/** Signing in with all that goes wrong, the second factor, invitations. */
async function people(server: TestServer, story: Story): Promise<void> {
  const { secrets } = story
  const { seed, clock } = server
  const password = keep(secrets, 'a password', 'a password of my very own 1')
  const { email } = await seed.user(unique('ana'), {
    password,
    roles: { [story.scene.domain.id]: 'ADMIN' },
  })
  const enter = async (password: string, totp?: () => string) => {
    // Or the throttle would answer, and nobody look at the password.
    clock.advance(10 * MINUTE)
    const answer = await signIn(server, { email, password, ...(totp && { totp: totp() }) })
    if (answer.status >= 400) story.refusals.push(JSON.stringify(answer.body))
    if (answer.cookie) keep(secrets, unique('a session'), answer.cookie.split('=')[1] ?? '')
    return server.client({ cookie: answer.cookie })
  }
  await enter(keep(secrets, 'a wrong password', 'a wrong guess of mine 2'))
  const client = await enter(password)
  await client.session.reauthenticate({ body: { password } })
  const { secret, uri } = await client.me.startTotp({})
  keep(secrets, 'the TOTP secret', secret)
  keep(secrets, 'the TOTP address', uri)
  const code = () => new TOTP({ secret }).generate({ timestamp: clock.now() })
  const { recoveryCodes } = await client.me.confirmTotp({ body: { code: code() } })
  for (const recovery of recoveryCodes) keep(secrets, unique('a recovery code'), recovery)
  await enter(password)
  await enter(password, () => '000000')
  await enter(password, () => recoveryCodes[0] ?? '')
  await enter(password, () => 'not-a-recovery-code')
  const again = await enter(password, code)
  const newPassword = keep(secrets, 'the next password', 'a password of my very own 3')
  await again.me.changePassword({ body: { currentPassword: password, newPassword } })
  for (const next of (await again.me.renewRecoveryCodes({})).recoveryCodes) {
    keep(secrets, unique('a recovery code'), next)
  }

  const { admin } = story.scene
  const params = inDomain(story.scene)
  const { link } = await admin.invitations.create({
    params,
    body: { email: `${unique('guest')}@example.com`, role: 'READONLY' },
  })
  const token = keep(secrets, 'an invitation', /[a-z0-9]+_[0-9A-Za-z]{49}/.exec(link)?.[0] ?? '')
  const guest = keep(secrets, 'the password of a guest', 'a password of a guest 4')
  await server.client().invitations.lookup({ body: { token } })
  await server.client().invitations.accept({ body: { token, name: 'Guest', password: guest } })
  await ask(server, story, '/v1/invitations/lookup', json({ token }))
  await ask(server, story, '/v1/invitations/accept', json({ token, password: guest }))
  story.answers.push(
    JSON.stringify(await admin.invitations.list({ params, query: { all: 'true' } })),
  )
}

/** The life of keys, with every carrier of a token. */
async function keys(server: TestServer, story: Story): Promise<void> {
  const { secrets } = story
  const { admin } = story.scene
  const params = inDomain(story.scene)
  const made = await admin.keys.create({
    params,
    body: { name: story.publicName, scopes: ['backoffice.keys:verify', 'content.*:read'] },
  })
  keep(secrets, 'a token', made.token)
  story.keyId = made.key.id
  const keyParams = { ...params, id: made.key.id }
  await admin.session.reauthenticate({ body: { password: PASSWORD } })
  const rotated = await admin.keys.rotate({ params: keyParams, body: { overlapSeconds: 600 } })
  keep(secrets, 'a rotated token', rotated.token)
  await admin.keys.reveal({ params: keyParams })

  for (const token of [made.token, rotated.token]) {
    const carriers: Record<string, string>[] = [
      { authorization: `Bearer ${token}` },
      { authorization: `Basic ${btoa(`${token}:`)}` },
      { authorization: `Basic ${btoa(`:${token}`)}` },
      { authorization: `Digest ${token}` },
      { 'x-api-key': token },
      { 'api-key': token },
      { 'x-auth-token': token },
      { 'api-key': token, 'x-api-key': rotated.token },
      { 'api-key': token, cookie: story.scene.owner.cookie },
      { cookie: `keywright=${token}` },
    ]
    for (const headers of carriers) {
      await ask(server, story, '/v1/me', { headers })
      await ask(server, story, '/v1/verify', json({ token, permissions: ['a.b:c'] }, headers))
      await ask(server, story, '/v1/oauth/introspect', { ...formRequest({ token }), headers })
      await ask(server, story, '/v1/forward-auth/none/none', {
        headers: { ...headers, 'x-original-method': 'GET', 'x-original-uri': '/' },
      })
    }
    await ask(server, story, '/v1/verify/batch', json({ items: [{ token }, { token: 1 }] }))
  }
  const old = await admin.keys.create({ params, body: { name: unique('old'), role: 'ADMIN' } })
  keep(secrets, 'a revoked token', old.token)
  await admin.keys.revoke({ params: { ...params, id: old.key.id }, body: {} })
  await ask(server, story, '/v1/me', { headers: { 'api-key': old.token } })
  const idempotent = json(
    { name: unique('once'), scopes: [] },
    { cookie: story.scene.owner.cookie, 'idempotency-key': unique('key') },
  )
  for (let count = 0; count < 2; count++) {
    const answer = await server.request(`/v1/domains/${params.domain}/keys`, idempotent)
    keep(secrets, unique('a token asked for twice'), JSON.parse(await answer.text()).token)
  }
  story.answers.push(JSON.stringify(await everythingAbout(admin, keyParams)))
}

async function everythingAbout(admin: Client, params: { domain: string; id: string }) {
  return [
    await admin.keys.list({ params }),
    await admin.keys.read({ params }),
    await admin.keys.effective({ params }),
    await admin.keys.explain({ params, body: { permission: 'content.article:read' } }),
    await admin.usage.ofKey({ params }),
    await admin.usage.ofDomain({ params }),
    await admin.domains.read({ params }),
  ]
}

/** The shared secret, assertions, access and refresh tokens. */
async function exchange(server: TestServer, story: Story): Promise<void> {
  const { secrets, scene } = story
  const { admin } = scene
  const params = inDomain(scene)
  await admin.session.reauthenticate({ body: { password: PASSWORD } })
  keep(secrets, 'the shared secret', (await admin.sharedSecret.create({ params })).secret)
  const { secret } = await admin.sharedSecret.regenerate({ params, body: { overlapSeconds: 60 } })
  keep(secrets, 'the next shared secret', secret)
  await admin.sharedSecret.reveal({ params })
  const { key, token, bundle } = await admin.keys.create({
    params,
    body: { name: unique('integrator'), scopes: ['content.*:read'], includeBundle: true },
  })
  keep(secrets, 'the token of an integrator', token)
  keep(secrets, 'a bundle', bundle ?? '')
  const sign = async (claims: Record<string, unknown> = {}) => {
    const assertion = await signAssertion(secret, {
      iss: key.id,
      sub: scene.domain.slug,
      aud: AUDIENCE,
      token,
      iat: server.clock.now() / SECOND,
      jti: crypto.randomUUID(),
      ...claims,
    })
    return keep(secrets, unique('an assertion'), assertion)
  }
  const path = '/v1/oauth/token'
  const good = await sign()
  const answer = await (await server.request(path, exchangeRequest(good))).json()
  const tokens = answer as { access_token: string; refresh_token: string }
  keep(secrets, 'an access token', tokens.access_token)
  keep(secrets, 'a refresh token', tokens.refresh_token)
  await ask(server, story, path, exchangeRequest(good))
  await ask(server, story, path, exchangeRequest(await sign({ iat: 0 })))
  await ask(server, story, path, exchangeRequest(await sign({ aud: 'elsewhere' })))
  await ask(server, story, path, exchangeRequest(await sign({ token: `${token}x` })))
  await ask(server, story, path, exchangeRequest(`${await sign()}x`))
  const renewed = await (await server.request(path, refreshRequest(tokens.refresh_token))).json()
  keep(secrets, 'a renewed access token', (renewed as typeof tokens).access_token)
  keep(secrets, 'a renewed refresh token', (renewed as typeof tokens).refresh_token)
  await ask(server, story, path, refreshRequest(tokens.refresh_token))
  await ask(server, story, '/v1/me', { headers: { 'api-key': tokens.access_token } })
  story.answers.push(JSON.stringify(await admin.sharedSecret.read({ params })))
}

/** Whole and slightly broken tokens, everywhere but where they belong; each place has one of its own. */
async function misplaced(server: TestServer, story: Story): Promise<void> {
  const { scene } = story
  const params = inDomain(scene)
  const base = `/v1/domains/${params.domain}`
  const cookie = { cookie: scene.owner.cookie }
  const fresh = async (place: string) => {
    const { token } = await scene.admin.keys.create({
      params,
      body: { name: unique('misplaced'), scopes: [] },
    })
    // The middle of it, since a token that lost a character is almost the secret still.
    keep(story.misplaced, place, token.slice(8, 40))
    return token
  }
  const inPaths: Record<string, (token: string) => string> = {
    'a query': token => `/v1/me?api-key=${token}`,
    'a query of a hot path': token => `/v1/forward-auth/a/b?api-key=${token}`,
    'a query of nothing': token => `/nowhere?token=${token}`,
    'a query of a list': token => `${base}/keys?search=${token}&sort=${token}`,
    'a cursor': token => `${base}/keys?cursor=${token}`,
    'a domain': token => `/v1/domains/${token}/keys`,
    'an id': token => `${base}/keys/${token}`,
    'a path of nothing': token => `/${token}/x`,
    'a path, cut short': token => `${base}/keys/${token.slice(0, -1)}`,
    'a path, with more': token => `${base}/keys/${token}xyz`,
    'a path, in capitals': token => `${base}/keys/${token.replace('kw_', 'KW_')}`,
    'a path, percent-encoded': token => `${base}/keys/${token.replace('_', '%5F')}`,
    'a path, without its prefix': token => `/x/${token.replace('kw_', '')}`,
    'a filter of the trail': token => `${base}/audit?action=${token}&targetId=${token}`,
  }
  for (const [place, path] of Object.entries(inPaths)) {
    await ask(server, story, path(await fresh(place)), { headers: cookie })
  }
  for (const name of [
    'user-agent',
    'referer',
    'origin',
    'x-forwarded-for',
    'x-request-id',
    'if-match',
    'idempotency-key',
    'accept',
    'content-type',
    'x-keywright-domain',
    'traceparent',
    'sec-fetch-site',
  ]) {
    const token = await fresh(`the header ${name}`)
    const request = json({ name: unique('x'), scopes: [] }, { ...cookie, [name]: token })
    await ask(server, story, `${base}/keys`, request)
    await ask(server, story, '/v1/verify', json({ token: 'x' }, { ...cookie, [name]: token }))
    await ask(
      server,
      story,
      '/v1/session',
      json({ email: 'a@b.cd', password: 'x' }, { [name]: token }),
    )
    server.clock.advance(10 * MINUTE)
  }
  const uri = await fresh('the original address')
  await ask(server, story, '/v1/forward-auth/a/b', {
    headers: { 'api-key': 'x', 'x-original-method': 'GET', 'x-original-uri': `/?api-key=${uri}` },
  })
  const bodies: Record<string, (token: string) => unknown> = {
    'a name of a field': token => ({ [token]: 1 }),
    'a field of another type': token => ({ name: [token], scopes: token }),
    'a scope': token => ({ name: 'x', scopes: [token] }),
    'a role': token => ({ name: 'x', role: token }),
    'a user': token => ({ name: 'x', scopes: [], actsAs: token }),
    'an address': token => ({ name: 'x', scopes: [], ipAllow: [token] }),
    'a date': token => ({ name: 'x', scopes: [], expiresAt: token }),
    'a name': token => ({ name: token, scopes: [] }),
    'a description': token => ({ name: 'x', description: `use ${token}`, scopes: [] }),
    'a value of metadata': token => ({ name: 'x', scopes: [], metadata: { note: token } }),
    'a name of metadata': token => ({ name: 'x', scopes: [], metadata: { [token]: 1 } }),
  }
  for (const [place, body] of Object.entries(bodies)) {
    await ask(server, story, `${base}/keys`, json(body(await fresh(place)), cookie))
  }
  const broken = await fresh('broken JSON')
  await ask(server, story, `${base}/keys`, { ...json({}, cookie), body: `{"name": "${broken}` })
  const reason = await fresh('a reason')
  const { key } = await scene.admin.keys.create({ params, body: { name: 'x', scopes: [] } })
  await scene.admin.keys.revoke({ params: { ...params, id: key.id }, body: { reason } })
  const email = await fresh('an e-mail address')
  await ask(server, story, '/v1/session', json({ email: `${email}@example.com`, password: email }))
  const grant = await fresh('a grant type')
  await ask(server, story, '/v1/oauth/token', formRequest({ grant_type: grant, scope: grant }))
}

/** Every endpoint once as it should be called, for its log lines and audit rows. */
async function everyEndpoint(server: TestServer, story: Story): Promise<void> {
  for (const endpoint of ALL_ENDPOINTS) {
    const scene = await createScene(server)
    keep(story.secrets, unique('a cookie'), scene.owner.cookie.split('=')[1] ?? '')
    const { path, init } = requestOf(endpoint, await sampleOf(endpoint.id)(scene), {
      cookie: scene.owner.cookie,
    })
    const response = await server.request(path, init)
    const text = await response.text()
    if (response.ok) keepFound(story.secrets, text, endpoint.id)
    else story.refusals.push(text)
  }
}

/** What happens when the unforeseen happens: a table is gone. */
async function breakdown(server: TestServer, story: Story): Promise<void> {
  const { scene } = story
  const { token } = await scene.admin.keys.create({
    params: inDomain(scene),
    body: { name: unique('last'), role: 'ADMIN' },
  })
  keep(story.secrets, 'the token of a breakdown', token)
  const { schema } = server.server.foundation.database.db
  await schema.alterTable('secrets').renameTo('secrets_gone').execute()
  const carriers: Record<string, string>[] = [
    { 'api-key': token },
    { authorization: `Bearer ${token}` },
  ]
  for (const headers of carriers) {
    await ask(server, story, '/v1/me', { headers })
    await ask(server, story, '/v1/verify', json({ token }, headers))
  }
  await ask(server, story, `/v1/domains/${scene.domain.slug}/keys`, {
    ...json({ name: 'x', scopes: [] }, { cookie: scene.owner.cookie }),
  })
  await schema.alterTable('secrets_gone').renameTo('secrets').execute()
}

/** Asks what is to be refused, or what answers no secret. */
async function ask(
  server: TestServer,
  story: Story,
  path: string,
  init: RequestInit,
): Promise<void> {
  const response = await server.request(path, init)
  const text = await response.text()
  if (response.status >= 400) story.refusals.push(text)
  // A new key answers its own token, and nobody else's.
  else if (response.status !== 201) story.answers.push(text)
  else keep(story.secrets, unique(`a token of ${path}`), JSON.parse(text).token)
  story.refusals.push(JSON.stringify([...response.headers]))
}

async function collect(server: TestServer, story: Story): Promise<Places> {
  const metrics = await (await server.request('/metrics')).text()
  const trails = await Promise.all(
    ['ndjson', 'csv'].flatMap(format => [
      exported(
        server,
        story,
        `/v1/domains/${story.scene.domain.slug}/audit/export?format=${format}`,
      ),
      exported(server, story, `/v1/audit/export?format=${format}`),
    ]),
  )
  const database: string[] = []
  for (const table of await tablesOf(server)) {
    for (const row of await rowsOf(server, table)) database.push(Object.values(row).join('\n'))
  }
  return {
    logs: server.logs.join(''),
    metrics,
    'audit trail': trails.join('\n'),
    refusals: story.refusals.join('\n'),
    answers: story.answers.join('\n'),
    database: database.join('\n'),
  }
}

async function exported(server: TestServer, { scene }: Story, path: string): Promise<string> {
  const headers = {
    cookie: (
      await server.seed.user(unique('auditor'), {
        instanceAdmin: true,
        roles: { [scene.domain.id]: 'ADMIN' },
      })
    ).cookie,
  }
  const response = await server.request(path, { headers })
  if (!response.ok) throw new Error(await response.text())
  return response.text()
}

/** The files of an embedded database, the log of its newest pages included, but not the key file. */
function filesOf({ config }: TestServer): Record<string, Buffer> {
  const names = readdirSync(config.dataFolder).filter(name => name !== 'keys.json')
  return Object.fromEntries(
    names.map(name => [`file ${name}`, readFileSync(join(config.dataFolder, name))]),
  )
}

function keep(secrets: Map<string, string>, name: string, secret: string): string {
  if (secret.length < 8) throw new Error(`${name} is not there`)
  secrets.set(name, secret)
  return secret
}

/** All tokens in an answer that is allowed to have them. */
function keepFound(secrets: Map<string, string>, text: string, from: string): void {
  for (const [token] of text.matchAll(/[a-z0-9]{2,16}_[0-9A-Za-z]{49}/g)) {
    keep(secrets, unique(`a token of ${from}`), token)
  }
}

function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
