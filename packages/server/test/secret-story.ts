import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@keywright/contract'
import { TOTP } from 'otpauth'
import { MINUTE, SECOND } from '../src/lib/clock.ts'
import type { TestServer } from '../src/testing/create-test-server.ts'
import {
  AUDIENCE,
  exchangeRequest,
  formRequest,
  refreshRequest,
  signAssertion,
} from '../src/testing/integrator.ts'
import { signIn } from '../src/testing/sign-in.ts'
import { ALL_ENDPOINTS } from './contract-table.ts'
import { misplaceTokens } from './misplaced-tokens.ts'
import { inDomain, panelIn } from './sample-parts.ts'
import { sampleOf } from './samples.ts'
import { createScene, PASSWORD, unique } from './scene.ts'
import { requestOf } from './send.ts'
import { ask, json, keep, keepFound, type Story } from './story.ts'

/** Uses every secret that the product has, rightly and wrongly, and keeps all of them. */
export async function tellStory(server: TestServer): Promise<Story> {
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
  await panels(server, story)
  await misplaceTokens(server, story)
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

/** The link of a panel, the cookie of a device, and both where they do not belong. */
async function panels(server: TestServer, story: Story): Promise<void> {
  const { secrets, scene } = story
  const { params, path, token } = await panelIn(scene)
  keep(secrets, 'the token of a link', token)
  const link = `${path}?api-key=${token}`
  const opened = await server.request(link)
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const secret = keep(secrets, 'the secret of a device', cookie.split('=')[1] ?? '')
  const other = (await panelIn(scene)).path
  for (const at of [path, `${path}/content`, `${path}/media/a/b/${token}`, `${path}/realtime`]) {
    const response = await server.request(`${at}?api-key=${token}`, { headers: { cookie } })
    story.answers.push(await response.text())
  }
  await ask(server, story, `${path}/content?api-key=${token}`, {})
  await ask(server, story, `${other}?api-key=${token}`, {})
  await ask(server, story, `${other}/content`, { headers: { cookie } })
  await ask(server, story, `${link}&api-key=${secret}`, {})
  await ask(server, story, `${path}?api-key=${token}x`, {})
  await ask(server, story, `/panel/${token}?api-key=${secret}`, {})
  await ask(server, story, '/v1/me', { headers: { 'api-key': secret } })
  await ask(server, story, '/v1/me', { headers: { cookie: `keywright=${secret}` } })
  story.answers.push(
    JSON.stringify([
      await scene.admin.panels.list({ params }),
      await scene.admin.panels.read({ params }),
    ]),
  )
  await scene.admin.panels.end({ params })
  await ask(server, story, link, { headers: { cookie } })
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

/** The files of an embedded database, the log of its newest pages included, but not the key file. */
function filesOf({ config }: TestServer): Record<string, Buffer> {
  const entries = readdirSync(config.dataFolder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    entries
      .filter(entry => entry.isFile() && entry.name !== 'keys.json')
      .map(({ parentPath, name }) => [`file ${name}`, readFileSync(join(parentPath, name))]),
  )
}
