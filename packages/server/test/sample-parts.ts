import { randomUUID } from 'node:crypto'
import { createToken } from '@keywright/core'
import { TOTP } from 'otpauth'
import { SECOND } from '../src/lib/clock.ts'
import { createId } from '../src/lib/ids.ts'
import { AUDIENCE, signAssertion } from '../src/testing/integrator.ts'
import type { Caller } from './caller.ts'
import { type Scene, unique } from './scene.ts'

/** The domain of a scene, as a path parameter. */
export function inDomain({ domain }: Scene): { domain: string } {
  return { domain: domain.slug }
}

/** People say for which domain they verify; keys have theirs. */
export function verifyingIn({ domain }: Scene) {
  return { 'x-keywright-domain': domain.slug }
}

/** A key that the caller may work with, also where only their own keys exist for them. */
export async function keyParams(
  scene: Scene,
  caller?: Caller,
): Promise<{ domain: string; id: string }> {
  const { key } = await makeKey(scene, caller)
  return { ...inDomain(scene), id: key.id }
}

function makeKey(scene: Scene, caller?: Caller, grants: { role?: string; scopes?: string[] } = {}) {
  return scene.admin.keys.create({
    params: inDomain(scene),
    body: {
      name: unique('sample'),
      scopes: ['content.article:read'],
      actsAs: caller?.memberId ?? null,
      ...grants,
    },
  })
}

/** The token of a key of the scene. */
export async function tokenOf(scene: Scene): Promise<string> {
  return (await makeKey(scene)).token
}

export async function colleagueIn(scene: Scene): Promise<string> {
  const roles = { [scene.domain.id]: 'READONLY' }
  return (await scene.server.seed.user(unique('colleague'), { roles })).id
}

export async function invite(scene: Scene): Promise<{ id: string; token: string }> {
  const { invitation, link } = await scene.admin.invitations.create({
    params: inDomain(scene),
    body: { email: `${unique('guest')}@example.com`, role: 'READONLY' },
  })
  const token = /[a-z0-9]+_[0-9A-Za-z]{49}/.exec(link)?.[0]
  if (token === undefined) throw new Error(`No token is in ${link}`)
  return { id: invitation.id, token }
}

export async function roleIn(scene: Scene): Promise<string> {
  const { name } = await scene.admin.roles.create({
    params: inDomain(scene),
    body: { name: roleName(), permissions: ['content.article:read'] },
  })
  return name
}

export function roleName(): string {
  return unique('ROLE').toUpperCase()
}

export async function apiIn(scene: Scene): Promise<string> {
  const body = apiBody()
  await scene.admin.apis.create({ params: inDomain(scene), body })
  return body.slug
}

export function apiBody() {
  const slug = unique('orders')
  return {
    slug,
    name: 'Orders',
    resources: [{ name: 'order', actions: ['read', 'refund'] }],
    routes: [{ method: 'GET' as const, path: '/orders/:id', permission: `${slug}.order:read` }],
  }
}

/** Makes the content type `article` in the scene, unless it is there. */
export async function haveArticles(scene: Scene): Promise<{ domain: string; type: string }> {
  const params = { ...inDomain(scene), type: 'article' }
  const { items } = await scene.admin.contentTypes.list({ params, query: { limit: 200 } })
  if (items.some(({ name }) => name === params.type)) return params
  await scene.admin.contentTypes.create({
    params,
    body: {
      name: params.type,
      slugField: 'slug',
      schema: {
        type: 'object',
        properties: {
          title: { type: 'string' },
          slug: { type: 'string' },
          picture: { media: true },
        },
        additionalProperties: false,
      },
    },
  })
  return params
}

/** Makes an article that is published under a slug of its own. */
export async function publishArticle(scene: Scene, fields: Record<string, unknown> = {}) {
  const params = await haveArticles(scene)
  const slug = unique('article')
  const { id } = await scene.admin.objects.create({
    params,
    body: { fields: { title: 'Sample', slug, ...fields } },
  })
  await scene.admin.objects.publish({ params: { ...params, id } })
  return { ...params, id, slug }
}

export function typeBody() {
  const name = unique('type').replace('-', '_')
  return {
    name,
    titleField: 'title',
    schema: {
      type: 'object',
      properties: {
        title: { type: 'string', maxLength: 200 },
        price: { type: 'number' },
        related: { type: 'array', items: { relation: [name] } },
      },
      required: ['title'],
    },
  }
}

export async function haveSharedSecret(scene: Scene): Promise<string> {
  const { sharedSecret } = scene.admin
  const params = inDomain(scene)
  const known = await sharedSecret.read({ params })
  const { secret } = known.sharedSecret
    ? await sharedSecret.reveal({ params })
    : await sharedSecret.create({ params })
  return secret
}

/** What a holder of the shared secret signs about a new key with these grants. */
export async function assertionFor(
  scene: Scene,
  grants: { role?: string; scopes?: string[] },
): Promise<string> {
  const { key, token } = await makeKey(scene, undefined, grants)
  return signAssertion(await haveSharedSecret(scene), {
    iss: key.id,
    sub: scene.domain.slug,
    aud: AUDIENCE,
    token,
    iat: scene.server.clock.now() / SECOND,
    jti: randomUUID(),
  })
}

export async function sessionOf(
  { server }: Scene,
  caller?: Pick<Caller, 'userId'>,
): Promise<string> {
  if (caller?.userId === undefined) return createId('ses')
  const { id } = await server.server.foundation.database.db
    .selectFrom('sessions')
    .select('id')
    .where('user_id', '=', caller.userId)
    .executeTakeFirstOrThrow()
  return id
}

export async function startTotp(scene: Scene, caller: Caller): Promise<string> {
  const { secret } = await asPerson(scene, caller).me.startTotp({})
  return new TOTP({ secret }).generate({ timestamp: scene.server.clock.now() })
}

export async function turnTotpOn(scene: Scene, caller: Caller): Promise<void> {
  const code = await startTotp(scene, caller)
  await asPerson(scene, caller).me.confirmTotp({ body: { code } })
}

function asPerson({ server }: Scene, { headers }: Caller) {
  return server.client({ cookie: headers.cookie ?? '' })
}

/** A token that no key has. */
export function unknownToken(): string {
  return createToken('kw', size => crypto.getRandomValues(new Uint8Array(size)))
}

/** A panel of the scene that shows a page of others, and what its link holds. */
export async function panelIn(scene: Scene) {
  const { panel, link } = await scene.admin.panels.create({
    params: inDomain(scene),
    body: panelBody(),
  })
  const url = new URL(link)
  return {
    params: { ...inDomain(scene), id: panel.id },
    path: url.pathname,
    token: url.searchParams.get('api-key') ?? '',
  }
}

export function panelBody() {
  return { name: unique('panel'), shows: { kind: 'url' as const, url: 'https://example.com/' } }
}

/** A panel of the scene, and a device that it is open on. */
export async function deviceIn(scene: Scene) {
  const { params, path, token } = await panelIn(scene)
  await scene.server.request(`${path}?api-key=${token}`)
  const { devices } = await scene.admin.panels.read({ params })
  return { ...params, device: devices[0]?.id ?? '' }
}

/** A file of the scene. */
export function uploadIn(scene: Scene) {
  const file = new File(['A sample'], 'sample.txt')
  return scene.admin.media.upload({ params: inDomain(scene), body: { file } })
}

/** A file that something published refers to, as it is delivered. */
export async function publishedFileIn(scene: Scene) {
  const { id, hash, name } = await uploadIn(scene)
  await publishArticle(scene, { picture: { type: 'media', id } })
  return { ...inDomain(scene), id, hash, name }
}
