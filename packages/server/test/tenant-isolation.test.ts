import type { Endpoint, Problem } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { createId } from '../src/lib/ids.ts'
import { describeEachEngine } from '../src/testing/create-test-server.ts'
import { refusal } from '../src/testing/refusal.ts'
import type { Caller } from './caller.ts'
import { DOMAIN_ENDPOINTS } from './contract-table.ts'
import { contentsOf } from './database-contents.ts'
import { PRINCIPALS } from './principals.ts'
import { inDomain, tokenOf, unknownToken } from './sample-parts.ts'
import { sampleOf } from './samples.ts'
import { createScene, type Scene, unique } from './scene.ts'
import { requestOf, type Sample } from './send.ts'

/** Things inside a domain that a path names by something else than a TypeID. */
const MADE_UP: Record<string, () => string> = {
  name: () => unique('NOBODYS').toUpperCase(),
  api: () => unique('nobodys'),
  type: () => unique('nobodys').replace('-', '_'),
  slug: () => unique('nobodys'),
  hash: () => '0'.repeat(32),
  version: () => '77',
}

describeEachEngine('domains are closed to each other', get => {
  let mine: Scene
  let theirs: Scene
  let callers: Caller[]

  beforeAll(async () => {
    mine = await createScene(get(), { programmaticKeys: true })
    theirs = await createScene(get(), { programmaticKeys: true })
    callers = [await PRINCIPALS.admin(mine), await PRINCIPALS['key, ADMIN'](mine)]
  })

  async function problemOf(endpoint: Endpoint, sample: Sample, caller: Caller): Promise<Problem> {
    const { path, init } = requestOf(endpoint, sample, caller.headers)
    const response = await get().request(path, init)
    const refused: Problem = { ...UNREFUSED, title: `${response.status}` }
    return response.ok ? refused : JSON.parse(await response.text())
  }

  /** A refusal without what is different in every answer. */
  const visible = ({ requestId: _, ...problem }: Problem) => problem

  describe.each(DOMAIN_ENDPOINTS.map(endpoint => [endpoint.id, endpoint] as const))(
    '%s',
    (_, endpoint) => {
      const inner = Object.keys(endpoint.params?.shape ?? {}).filter(name => name !== 'domain')

      it('says of another domain what it says of one that does not exist', async () => {
        const sample = await sampleOf(endpoint.id)(theirs)
        const before = await contentsOf(get())
        for (const caller of callers) {
          for (const [domain, unknown] of [
            [theirs.domain.slug, unique('nowhere')],
            [theirs.domain.id, createId('dom')],
          ] as const) {
            const answer = await problemOf(endpoint, at(sample, { domain }), caller)
            expect(answer).toMatchObject({ status: 404, code: 'DOMAIN_NOT_FOUND' })
            const made = await problemOf(endpoint, at(sample, { domain: unknown }), caller)
            expect(visible(answer)).toEqual(visible(made))
          }
        }
        expect(before.difference(await contentsOf(get()))).toEqual([])
      })

      if (inner.length === 0) return
      it("says of another domain's things what it says of ones that do not exist", async () => {
        const sample = await sampleOf(endpoint.id)(theirs)
        const before = await contentsOf(get())
        for (const caller of callers) {
          const answer = await problemOf(endpoint, at(sample, inDomain(mine)), caller)
          // Only people get as far as the thing where an endpoint is not for keys.
          if (answer.code === 'SESSION_REQUIRED') continue
          expect(answer.status, JSON.stringify(answer)).toBe(404)
          const unknown = Object.fromEntries(inner.map(name => [name, madeUp(name, sample)]))
          const made = await problemOf(
            endpoint,
            at(sample, { ...inDomain(mine), ...unknown }),
            caller,
          )
          expect(visible(answer)).toEqual(visible(made))
        }
        expect(before.difference(await contentsOf(get()))).toEqual([])
      })

      if (endpoint.access.kind !== 'domain' || !endpoint.access.own?.includes('.own:')) return
      it("says of others' things, to whom only their own exist, that they do not exist", async () => {
        const editor = await PRINCIPALS.editor(mine)
        const sample = await sampleOf(endpoint.id)(mine)
        const before = await contentsOf(get())
        const answer = await problemOf(endpoint, sample, editor)
        expect(answer.status, JSON.stringify(answer)).toBe(404)
        const unknown = Object.fromEntries(inner.map(name => [name, madeUp(name, sample)]))
        const made = await problemOf(endpoint, at(sample, unknown), editor)
        expect(visible(answer)).toEqual(visible(made))
        expect(before.difference(await contentsOf(get()))).toEqual([])
      })
    },
  )

  describe('what a body or a query names', () => {
    const body = () => ({ name: unique('named'), scopes: ['content.article:read'] })

    it('a key acts as nobody from another domain', async () => {
      const { owner } = theirs
      const create = (actsAs: string) =>
        refusal(mine.admin.keys.create({ params: inDomain(mine), body: { ...body(), actsAs } }))
      const answer = await create(owner.id)
      expect(answer.code).toBe('USER_NOT_FOUND')
      expect(visible(answer)).toEqual(visible(await create(createId('usr'))))
    })

    it("a key never gets another domain's role", async () => {
      const role = unique('THEIRS').toUpperCase()
      await get().seed.role(theirs.domain.id, role, ['content.article:read'])
      const create = (name: string) =>
        refusal(mine.admin.keys.create({ params: inDomain(mine), body: { ...body(), role: name } }))
      const answer = await create(role)
      expect(answer.code).toBe('ROLE_NOT_FOUND')
      expect(visible(answer)).toEqual(visible(await create(unique('NOBODYS').toUpperCase())))
    })

    it("many keys at once are not another domain's", async () => {
      const { key } = await theirs.admin.keys.create({ params: inDomain(theirs), body: body() })
      const unknown = createId('key')
      const before = await contentsOf(get())
      const { items } = await mine.admin.keys.bulk({
        params: inDomain(mine),
        body: { action: 'revoke', ids: [key.id, unknown] },
      })
      expect(items).toEqual([
        { id: key.id, done: false, code: 'KEY_NOT_FOUND' },
        { id: unknown, done: false, code: 'KEY_NOT_FOUND' },
      ])
      expect(before.difference(await contentsOf(get()))).toEqual([])
    })

    it('lists narrowed to things of another domain are empty', async () => {
      const params = inDomain(mine)
      const { key } = await theirs.admin.keys.create({
        params: inDomain(theirs),
        body: { ...body(), actsAs: theirs.owner.id },
      })
      const { keys, audit } = mine.admin
      const lists = await Promise.all([
        keys.list({ params, query: { actsAs: theirs.owner.id } }),
        keys.list({ params, query: { createdBy: theirs.owner.id } }),
        keys.list({ params, query: { search: key.name } }),
        audit.list({ params, query: { targetId: key.id } }),
        audit.list({ params, query: { actorId: theirs.owner.id } }),
      ])
      expect(lists.map(({ items }) => items.length)).toEqual([0, 0, 0, 0, 0])
    })

    it('a cursor of one domain pages through no other', async () => {
      for (let count = 0; count < 3; count++) {
        await theirs.admin.keys.create({ params: inDomain(theirs), body: body() })
      }
      const page = await theirs.admin.keys.list({ params: inDomain(theirs), query: { limit: 1 } })
      const { items } = await mine.admin.keys.list({
        params: inDomain(mine),
        query: { cursor: page.nextCursor ?? '', limit: 200 },
      })
      expect(items.filter(({ domainId }) => domainId !== mine.domain.id)).toEqual([])
    })

    it('who am I says of another domain what it says of one that does not exist', async () => {
      const [admin] = callers
      const client = get().client({ cookie: admin?.headers.cookie ?? '' })
      const ask = (domain: string) => refusal(client.me.read({ query: { domain } }))
      const answer = await ask(theirs.domain.slug)
      expect(answer.code).toBe('DOMAIN_NOT_FOUND')
      expect(visible(answer)).toEqual(visible(await ask(unique('nowhere'))))
    })

    it("somebody else's session looks like one that does not exist", async () => {
      const { id } = await get()
        .server.foundation.database.db.selectFrom('sessions')
        .select('id')
        .where('user_id', '=', theirs.owner.id)
        .executeTakeFirstOrThrow()
      const end = (session: string) => refusal(mine.admin.session.end({ params: { id: session } }))
      const answer = await end(id)
      expect(answer.code).toBe('SESSION_NOT_FOUND')
      expect(visible(answer)).toEqual(visible(await end(createId('ses'))))
    })

    it('a token of another domain verifies like one that no key has', async () => {
      const { token } = await mine.admin.keys.create({
        params: inDomain(mine),
        body: { name: unique('verifier'), scopes: ['backoffice.keys:verify'] },
      })
      const verifier = get().client({ token })
      const [foreign, unknown] = [await tokenOf(theirs), unknownToken()]
      const verify = (asked: string) =>
        verifier.verify.verify({ body: { token: asked, permissions: ['content.article:read'] } })
      expect(await verify(foreign)).toEqual({ valid: false, code: 'NOT_FOUND' })
      expect(await verify(unknown)).toEqual({ valid: false, code: 'NOT_FOUND' })
      const introspect = (asked: string) => verifier.oauth.introspect({ body: { token: asked } })
      expect(await introspect(foreign)).toEqual({ active: false })
      expect(await introspect(unknown)).toEqual({ active: false })
    })
  })
})

const UNREFUSED: Problem = { type: '', status: 0, code: 'NOT_REFUSED', title: '', requestId: '' }

function at(sample: Sample, params: Record<string, string>): Sample {
  return { ...sample, params: { ...sample.params, ...params } }
}

function madeUp(name: string, { params = {} }: Sample): string {
  const make = MADE_UP[name]
  if (make) return make()
  // What is left are TypeIDs; the new one is of the same kind.
  return createId(params[name]?.split('_')[0] as 'key')
}
