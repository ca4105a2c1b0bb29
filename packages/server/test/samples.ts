import { type Endpoints, JWT_BEARER_GRANT } from '@keywright/contract'
import type { Caller } from './caller.ts'
import {
  apiBody,
  apiIn,
  assertionFor,
  colleagueIn,
  deviceIn,
  haveArticles,
  haveSharedSecret,
  inDomain,
  invite,
  keyParams,
  panelBody,
  panelIn,
  publishArticle,
  publishedFileIn,
  roleIn,
  roleName,
  sessionOf,
  startTotp,
  tokenOf,
  turnTotpOn,
  typeBody,
  uploadIn,
  verifyingIn,
} from './sample-parts.ts'
import { PASSWORD, type Scene, unique } from './scene.ts'
import type { Sample } from './send.ts'

/** The ids of all endpoints of the contract. */
export type EndpointId = {
  [Area in keyof Endpoints]: Endpoints[Area][keyof Endpoints[Area]] extends infer E
    ? E extends { id: infer Id }
      ? Id
      : never
    : never
}[keyof Endpoints]

/**
 * Prepares a scene so that the call succeeds for whoever may make it, and says what to send. Without
 * a caller nobody is meant to succeed: things of the caller's own are then made up.
 */
export type MakeSample = (scene: Scene, caller?: Caller) => Promise<Sample> | Sample

/** A call of every endpoint that is valid in all its parts. */
const SAMPLES = {
  'session.signIn': async ({ server }) => {
    const { email } = await server.seed.user(unique('signs-in'), { password: PASSWORD })
    return { body: { email, password: PASSWORD } }
  },
  'session.signOut': () => ({}),
  'session.reauthenticate': () => ({ body: { password: PASSWORD } }),
  'sessions.list': () => ({}),
  'sessions.end': async (scene, caller) => ({ params: { id: await sessionOf(scene, caller) } }),
  'sessions.endOthers': () => ({}),

  'me.read': () => ({}),
  'me.update': () => ({ body: { name: 'Renamed' } }),
  'me.changePassword': () => ({
    body: { currentPassword: PASSWORD, newPassword: `${PASSWORD} again` },
  }),
  'me.startTotp': () => ({}),
  'me.confirmTotp': async (scene, caller) => ({
    body: { code: caller ? await startTotp(scene, caller) : '123456' },
  }),
  'me.stopTotp': async (scene, caller) => {
    if (caller) await turnTotpOn(scene, caller)
    return {}
  },
  'me.renewRecoveryCodes': async (scene, caller) => {
    if (caller) await turnTotpOn(scene, caller)
    return {}
  },

  'domains.list': () => ({}),
  'domains.create': () => ({ body: { slug: unique('made'), name: 'Made' } }),
  'domains.read': scene => ({ params: inDomain(scene) }),
  'domains.update': scene => ({
    params: inDomain(scene),
    body: { name: 'Renamed', settings: { maxLifetimeDays: 90 } },
  }),
  'domains.delete': scene => ({ params: inDomain(scene), body: { slug: scene.domain.slug } }),

  'users.list': scene => ({ params: inDomain(scene) }),
  'users.add': async scene => {
    const { email } = await scene.server.seed.user(unique('newcomer'))
    return { params: inDomain(scene), body: { email, role: 'READONLY' } }
  },
  'users.read': async scene => ({ params: { ...inDomain(scene), id: await colleagueIn(scene) } }),
  'users.update': async scene => ({
    params: { ...inDomain(scene), id: await colleagueIn(scene) },
    body: { suspended: true },
  }),
  'users.remove': async scene => ({ params: { ...inDomain(scene), id: await colleagueIn(scene) } }),

  'invitations.list': scene => ({ params: inDomain(scene) }),
  'invitations.create': scene => ({
    params: inDomain(scene),
    body: { email: `${unique('guest')}@example.com`, role: 'READONLY' },
  }),
  'invitations.withdraw': async scene => ({
    params: { ...inDomain(scene), id: (await invite(scene)).id },
  }),
  'invitations.lookup': async scene => ({ body: { token: (await invite(scene)).token } }),
  'invitations.accept': async scene => ({
    body: { token: (await invite(scene)).token, name: 'Guest', password: `${PASSWORD} too` },
  }),

  'roles.list': scene => ({ params: inDomain(scene) }),
  'roles.create': scene => ({
    params: inDomain(scene),
    body: { name: roleName(), permissions: ['content.article:read'] },
  }),
  'roles.read': async scene => ({ params: { ...inDomain(scene), name: await roleIn(scene) } }),
  'roles.update': async scene => ({
    params: { ...inDomain(scene), name: await roleIn(scene) },
    body: { permissions: ['content.article:read', 'content.page:read'] },
  }),
  'roles.delete': async scene => ({ params: { ...inDomain(scene), name: await roleIn(scene) } }),
  'roles.resources': scene => ({ params: inDomain(scene) }),

  'team.list': () => ({}),
  'team.invite': scene => ({
    body: {
      email: `${unique('guest')}@example.com`,
      memberships: [{ domain: scene.domain.slug, role: 'READONLY' }],
    },
  }),
  'team.invitations': () => ({}),
  'team.withdrawInvitation': async scene => ({ params: { id: (await invite(scene)).id } }),
  'team.domains': () => ({}),
  'team.roles': scene => ({ params: inDomain(scene) }),
  'team.read': async scene => ({ params: { id: await colleagueIn(scene) } }),
  'team.update': async scene => ({
    params: { id: await colleagueIn(scene) },
    body: { disabled: true },
  }),
  'team.readMembership': async scene => ({
    params: { ...inDomain(scene), id: await colleagueIn(scene) },
  }),
  'team.setMembership': async scene => ({
    params: { ...inDomain(scene), id: await colleagueIn(scene) },
    body: { role: 'EDITOR' },
  }),
  'team.removeMembership': async scene => ({
    params: { ...inDomain(scene), id: await colleagueIn(scene) },
  }),

  'team.sessions': async scene => ({ params: { id: await colleagueIn(scene) } }),
  'team.endSession': async scene => {
    const id = await colleagueIn(scene)
    return { params: { id, session: await sessionOf(scene, { userId: id }) } }
  },

  'keys.list': scene => ({ params: inDomain(scene) }),
  'keys.summary': scene => ({ params: inDomain(scene) }),
  'keys.create': scene => ({
    params: inDomain(scene),
    body: { name: unique('made'), scopes: ['content.article:read'], expiresInDays: 30 },
  }),
  'keys.read': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'keys.update': async (scene, caller) => ({
    params: await keyParams(scene, caller),
    body: { name: 'Renamed', ipAllow: ['10.0.0.0/8'], metadata: { team: 'one' } },
  }),
  'keys.disable': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'keys.enable': async (scene, caller) => {
    const params = await keyParams(scene, caller)
    await scene.admin.keys.disable({ params })
    return { params }
  },
  'keys.rotate': async (scene, caller) => ({
    params: await keyParams(scene, caller),
    body: { overlapSeconds: 60 },
  }),
  'keys.reveal': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'keys.revoke': async (scene, caller) => ({
    params: await keyParams(scene, caller),
    body: { reason: 'Lost' },
  }),
  'keys.delete': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'keys.bulk': async (scene, caller) => {
    const { id } = await keyParams(scene, caller)
    return { params: inDomain(scene), body: { action: 'revoke', ids: [id] } }
  },
  'keys.effective': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'keys.preview': scene => ({
    params: inDomain(scene),
    body: { role: 'READONLY', scopes: ['content.article:read'] },
  }),
  'keys.explain': async (scene, caller) => ({
    params: await keyParams(scene, caller),
    body: { permission: 'content.article:read', ip: '10.0.0.1' },
  }),

  'usage.ofDomain': scene => ({ params: inDomain(scene) }),
  'usage.ofKey': async (scene, caller) => ({ params: await keyParams(scene, caller) }),
  'usage.lateAccepts': scene => ({ params: inDomain(scene) }),

  'sharedSecret.read': scene => ({ params: inDomain(scene) }),
  'sharedSecret.create': scene => ({ params: inDomain(scene) }),
  'sharedSecret.regenerate': async scene => {
    await haveSharedSecret(scene)
    return { params: inDomain(scene), body: { overlapSeconds: 60 } }
  },
  'sharedSecret.reveal': async scene => {
    await haveSharedSecret(scene)
    return { params: inDomain(scene) }
  },

  'oauth.token': async scene => ({
    body: { grant_type: JWT_BEARER_GRANT, assertion: await assertionFor(scene, {}) },
  }),
  'oauth.introspect': async scene => ({
    body: { token: await tokenOf(scene) },
    headers: verifyingIn(scene),
  }),

  verify: async scene => ({
    body: { token: await tokenOf(scene), permissions: ['content.article:read'], ip: '10.0.0.1' },
    headers: verifyingIn(scene),
  }),
  'verify.batch': async scene => ({
    body: { items: [{ token: await tokenOf(scene) }] },
    headers: verifyingIn(scene),
  }),

  'apis.list': scene => ({ params: inDomain(scene) }),
  'apis.create': scene => ({ params: inDomain(scene), body: apiBody() }),
  'apis.read': async scene => ({ params: { ...inDomain(scene), api: await apiIn(scene) } }),
  'apis.update': async scene => ({
    params: { ...inDomain(scene), api: await apiIn(scene) },
    body: { name: 'Renamed', routes: [{ method: '*', path: '/open/*', permission: null }] },
  }),
  'apis.delete': async scene => ({ params: { ...inDomain(scene), api: await apiIn(scene) } }),

  'objects.list': async scene => ({
    params: await haveArticles(scene),
    query: {
      filter: '{"title":{"exists":true}}',
      sort: '-updatedAt',
      state: 'draft',
      hydrate: '1',
    },
  }),
  'objects.create': async scene => ({
    params: await haveArticles(scene),
    body: { id: unique('made'), fields: { title: 'Made', slug: unique('made') } },
  }),
  'objects.read': async scene => ({
    params: await publishArticle(scene),
    query: { fields: 'title,slug', hydrate: '2' },
  }),
  'objects.replace': async scene => ({
    params: await publishArticle(scene),
    body: { fields: { title: 'Replaced' } },
  }),
  'objects.patch': async scene => ({
    params: await publishArticle(scene),
    body: { fields: { title: null, slug: unique('patched') } },
  }),
  'objects.delete': async scene => ({
    params: await publishArticle(scene),
    body: { detach: true },
  }),
  'objects.publish': async scene => ({ params: await publishArticle(scene) }),
  'objects.unpublish': async scene => ({ params: await publishArticle(scene) }),
  'objects.duplicate': async scene => ({
    params: await publishArticle(scene),
    body: { id: unique('copy') },
  }),
  'objects.versions': async scene => ({
    params: await publishArticle(scene),
    query: { limit: '2' },
  }),
  'objects.version': async scene => ({
    params: { ...(await publishArticle(scene)), version: '1' },
  }),
  'objects.restore': async scene => ({
    params: { ...(await publishArticle(scene)), version: '1' },
  }),
  'batch.run': async scene => {
    const { domain, type } = await haveArticles(scene)
    const operations = [{ op: 'create', type, fields: { slug: unique('batched') } }]
    return { params: { domain }, body: { operations } }
  },
  'transfer.export': async scene => {
    const { domain, type } = await publishArticle(scene)
    return { params: { domain, type }, query: { format: 'csv' } }
  },
  'transfer.import': async scene => ({
    params: await haveArticles(scene),
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify({ fields: { slug: unique('imported') } })}\n`,
  }),
  'search.content': scene => ({ params: inDomain(scene), query: { q: 'some words' } }),
  'search.delivery': scene => ({ params: inDomain(scene), query: { q: 'some words' } }),

  'delivery.list': async scene => ({
    params: await haveArticles(scene),
    query: { filter: '{"title":{"exists":true}}', hydrate: '1' },
  }),
  'delivery.read': async scene => ({ params: await publishArticle(scene) }),
  'delivery.bySlug': async scene => ({ params: await publishArticle(scene) }),

  'graphql.content': scene => ({
    params: inDomain(scene),
    body: { query: ANY_SCHEMA, variables: { on: true } },
  }),
  'graphql.deliver': scene => ({
    params: inDomain(scene),
    body: { query: ANY_SCHEMA, operationName: 'Any', extensions: {} },
  }),
  'graphql.deliverByGet': scene => ({
    params: inDomain(scene),
    query: { query: ANY_SCHEMA, variables: '{"on":true}', extensions: '{}' },
  }),

  'contentTypes.list': scene => ({ params: inDomain(scene), query: { limit: '2' } }),
  'contentTypes.create': scene => ({ params: inDomain(scene), body: typeBody() }),
  'contentTypes.read': async scene => ({ params: await haveArticles(scene) }),
  'contentTypes.update': async scene => {
    const params = await publishArticle(scene)
    return { params, body: { label: 'Renamed', defaults: { title: 'None' } } }
  },
  'contentTypes.delete': async scene => ({
    params: await haveArticles(scene),
    body: { force: true },
  }),

  'panels.list': scene => ({ params: inDomain(scene), query: { state: 'active', limit: '2' } }),
  'panels.create': scene => ({ params: inDomain(scene), body: panelBody() }),
  'panels.read': async scene => ({ params: (await panelIn(scene)).params }),
  'panels.update': async scene => ({ params: (await panelIn(scene)).params, body: panelBody() }),
  'panels.link': async scene => ({
    params: (await panelIn(scene)).params,
    body: { endDevices: true },
  }),
  'panels.endDevice': async scene => ({ params: await deviceIn(scene) }),
  'panels.end': async scene => ({ params: (await panelIn(scene)).params }),

  'audit.list': scene => ({ params: inDomain(scene), query: { action: 'key.', limit: '10' } }),
  'audit.export': scene => ({ params: inDomain(scene), query: { format: 'csv' } }),
  'audit.verify': scene => ({ params: inDomain(scene) }),
  'audit.listInstance': () => ({}),
  'audit.exportInstance': () => ({}),
  'audit.verifyInstance': () => ({}),

  'media.list': scene => ({ params: inDomain(scene), query: { search: 'a', type: 'image' } }),
  'media.upload': scene => ({
    params: inDomain(scene),
    body: { name: 'renamed.txt', alt: 'A text', file: 'A sample' },
  }),
  'media.read': async scene => ({ params: await fileIn(scene) }),
  'media.update': async scene => ({
    params: await fileIn(scene),
    body: { name: 'renamed.txt', alt: 'A text', focalPoint: { x: 0.5, y: 0.25 } },
  }),
  'media.delete': async scene => ({ params: await fileIn(scene) }),
  'media.file': async scene => ({
    params: await fileIn(scene),
    headers: { range: 'bytes=2-4' },
  }),
  'media.deliver': async scene => ({ params: await publishedFileIn(scene) }),

  'health.live': () => ({}),
  'health.ready': () => ({}),
  'health.metrics': () => ({}),
  'health.openapi': () => ({}),
} as const satisfies Record<EndpointId, MakeSample>

async function fileIn(scene: Scene) {
  return { ...inDomain(scene), id: (await uploadIn(scene)).id }
}

/** Whoever may not read articles has no field of that name, but everybody has this one. */
const ANY_SCHEMA = 'query Any($on: Boolean = true) { _ok @include(if: $on) }'

/** The sample of an endpoint; throws for one that was added to the contract without a row here. */
export function sampleOf(endpointId: string): MakeSample {
  if (!Object.hasOwn(SAMPLES, endpointId)) {
    throw new Error(`${endpointId} is in the contract, but has no sample in samples.ts`)
  }
  return SAMPLES[endpointId as EndpointId]
}
