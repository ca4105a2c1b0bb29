import { MINUTE } from '../src/lib/clock.ts'
import type { TestServer } from '../src/testing/create-test-server.ts'
import { formRequest } from '../src/testing/integrator.ts'
import { inDomain } from './sample-parts.ts'
import { unique } from './scene.ts'
import { ask, json, keep, type Story } from './story.ts'

/** Whole and slightly broken tokens, everywhere but where they belong; each place has one of its own. */
export async function misplaceTokens(server: TestServer, story: Story): Promise<void> {
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
