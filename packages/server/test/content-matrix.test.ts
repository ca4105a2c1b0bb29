import { isDeepStrictEqual } from 'node:util'
import { type BatchOperation, type Client, createClient, ProblemError } from '@keywright/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../src/http/listen.ts'
import { describeEachEngine } from '../src/testing/create-test-server.ts'
import { openRealtime } from '../src/testing/realtime-socket.ts'
import { grantMatches } from './access-reference.ts'
import { FIXED, type Rules, rules } from './content-rules.ts'
import { type Attempt, type Holds, markOf, type Surface } from './content-surface.ts'
import { SURFACES } from './content-surfaces.ts'
import { BYTES } from './content-surfaces-files.ts'
import { unique } from './scene.ts'

const TYPES = ['alpha', 'beta', 'hub'] as const
/** More where it is cheap: the rules themselves are the same on every engine. */
const RUNS = { sqlite: 5, postgres: 1 }

/** Surfaces that touch no object of their own. */
const LEAVES_ALONE = /^(delivery|hydration|search|realtime|media)/

describeEachEngine('rules bind every way to content alike', (get, engine) => {
  let domain: { id: string; slug: string }
  let admin: Client
  let listening: Listening
  let files: Attempt['files']

  afterAll(() => listening?.close())
  beforeAll(async () => {
    listening = await listen(get().server, { host: '127.0.0.1', port: 0 })
    const { seed, client } = get()
    domain = await seed.domain('matrix')
    for (const type of TYPES) {
      const fields = { title: { type: 'string' }, slug: { type: 'string' } }
      const to = { type: 'array', items: { relation: [...TYPES] } }
      await seed.contentType(
        domain.id,
        type,
        { ...fields, to, file: { media: true } },
        { slugField: 'slug' },
      )
    }
    admin = client(await seed.user('matrix', { roles: { [domain.id]: 'ADMIN' } }))
    files = { published: await upload(), draft: await upload(), spare: (await upload()).id }
    const references = TYPES.map(type => ({ type, id: shared(type) }))
    await change([
      ...TYPES.flatMap(type =>
        published(type, shared(type), { slug: shared(type), title: markOf(type) }),
      ),
      ...published('hub', 'hub', {
        to: references,
        file: { type: 'media', id: files.published.id },
      }),
    ])
  })

  const shared = (type: string) => `shared-${type}`
  const published = (type: string, id: string, fields: object): BatchOperation[] => [
    { op: 'create', type, id, fields: { ...fields } },
    { op: 'publish', type, id },
  ]

  function upload() {
    const body = { file: new File([BYTES], 'a.txt') }
    return admin.media.upload({ params: { domain: domain.slug }, body })
  }

  /** Whether nobody without a credential may read what is published; those with one notice nothing. */
  async function protect(isProtected: boolean) {
    const settings = { deliveryProtected: isProtected }
    await admin.domains.update({ params: { domain: domain.slug }, body: { settings } })
  }

  async function change(operations: BatchOperation[]) {
    for (let at = 0; at < operations.length; at += 99) {
      const body = { operations: operations.slice(at, at + 99) }
      const { committed, items } = await admin.batch.run({ params: { domain: domain.slug }, body })
      expect(committed, JSON.stringify(items)).toBe(true)
    }
  }

  /** One object for each surface and type, published and changed. */
  async function prepare(): Promise<Map<string, string>> {
    const ids = new Map<string, string>()
    const operations: BatchOperation[] = []
    for (const { name } of SURFACES) {
      if (LEAVES_ALONE.test(name)) continue
      for (const type of TYPES) {
        const id = unique('own')
        ids.set(`${name} ${type}`, id)
        operations.push(...published(type, id, { title: `${markOf(type)} first` }))
        operations.push({ op: 'patch', type, id, fields: { title: `${markOf(type)} then` } })
      }
    }
    await change(operations)
    return ids
  }

  async function callerWith({
    kind,
    role,
    scopes,
    actsAs,
  }: Rules): Promise<ReturnType<typeof overheard>> {
    const { seed } = get()
    const member = async (granted: string[]) => {
      const name = unique('ROLE').toUpperCase()
      await seed.role(domain.id, name, granted)
      return { name, user: () => seed.user(unique('member'), { roles: { [domain.id]: name } }) }
    }
    if (kind === 'session') {
      const { cookie } = await (await member(role ?? [])).user()
      return overheard({ cookie })
    }
    const { token } = await admin.keys.create({
      params: { domain: domain.slug },
      body: {
        name: unique('key'),
        ...(role && { role: (await member(role)).name }),
        ...(scopes && { scopes }),
        ...(actsAs && { actsAs: (await (await member(actsAs)).user()).id }),
      },
    })
    return overheard({ 'api-key': token })
  }

  /** Requests with a credential, and all that they were answered. */
  function overheard(credential: Record<string, string>) {
    const heard: string[] = []
    const hear = async (response: Response) => {
      heard.push(await response.clone().text())
      return response
    }
    const request: Attempt['request'] = async (path, init) =>
      hear(await get().request(path, { ...init, headers: { ...init?.headers, ...credential } }))
    const client = createClient({
      url: 'http://localhost:4747',
      fetch: async sent => {
        for (const [name, value] of Object.entries(credential)) sent.headers.set(name, value)
        return hear(await get().server.fetch(sent, { remoteAddress: '127.0.0.1' }))
      },
    })
    return { client, request, heard, listen: listenWith(credential) }
  }

  function listenWith(headers: Record<string, string>): Attempt['listen'] {
    return async wish => {
      const socket = await openRealtime(listening.url, domain.slug, { headers })
      socket.say({ type: 'subscribe', id: 'a', ...wish })
      const closed = socket.closed.then(({ reason }) => reason)
      const answer = await Promise.race([
        socket.take('subscribed').then(() => undefined),
        socket.take('refused').then(({ problem }) => problem),
        closed,
      ])
      socket.socket.terminate()
      if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer })
      if (answer) throw new ProblemError({ ...answer, requestId: '' })
    }
  }

  /** What a refused call must not change: the files, or an object and how often any was changed. */
  async function traces({ ofFiles }: Surface, id: string) {
    const { db } = get().server.foundation.database
    if (ofFiles) {
      const columns = ['id', 'version', 'name', 'alt'] as const
      return db.selectFrom('content_media').select(columns).orderBy('id').execute()
    }
    const object = await db
      .selectFrom('content_objects')
      .select(['version', 'published_version'])
      .where('id', '=', id)
      .executeTakeFirst()
    const head = await db
      .selectFrom('content_heads')
      .select('seq')
      .where('domain_id', '=', domain.id)
      .executeTakeFirst()
    return { object, head }
  }

  it('every surface allows exactly what the rules say, tells only who may read, and a refused call changes nothing', async () => {
    const seen = { allowed: new Set<string>(), refused: new Set<string>() }
    await fc.assert(
      fc.asyncProperty(rules, async given => {
        const layers = [given.role, given.scopes, given.actsAs].filter(layer => layer !== undefined)
        const holds: Holds = permission =>
          layers.every(layer => layer.some(grant => grantMatches(grant, permission)))
        const ids = await prepare()
        await protect(given.isProtected)
        const { heard, ...caller } = await callerWith(given)
        const wrong: string[] = []
        for (const surface of SURFACES) {
          for (const type of surface.ofFiles ? (['alpha'] as const) : TYPES) {
            const attempt: Attempt = {
              ...caller,
              params: { domain: domain.slug, type },
              id: ids.get(`${surface.name} ${type}`) ?? '',
              shared: shared(type),
              hub: 'hub',
              files,
            }
            const expected = surface.allowed(holds, type)
            const before = expected ? undefined : await traces(surface, attempt.id)
            heard.length = 0
            const allowed = await surface.attempt(attempt)
            const told = heard.some(text => text.includes(markOf(type)))
            const tells = expected && surface.tells === true && holds(`content.${type}:read`)
            if (told !== tells) wrong.push(`${surface.name} of ${type}: told ${told}`)
            seen[allowed ? 'allowed' : 'refused'].add(surface.name)
            if (allowed !== expected) wrong.push(`${surface.name} of ${type}: ${allowed}`)
            if (before && !isDeepStrictEqual(before, await traces(surface, attempt.id))) {
              wrong.push(`${surface.name} of ${type}: changed something`)
            }
            if (allowed && surface.name === 'media: delete') files.spare = (await upload()).id
          }
        }
        expect(wrong).toEqual([])
      }),
      { numRuns: FIXED.length + RUNS[engine], examples: FIXED.map(example => [example]) },
    )
    const names = SURFACES.map(({ name }) => name)
    expect([...seen.allowed].sort()).toEqual([...names].sort())
    expect([...seen.refused].sort()).toEqual([...names].sort())
  }, 240_000)

  describe('nobody in particular', () => {
    /** Nobody is told that there is such a file. */
    const UNPUBLISHED = 'media: delivery, not published'
    const READS = SURFACES.filter(({ name }) => name.includes('delivery'))

    it.each([false, true])(
      'reads delivery, and nothing else (protected: %s)',
      async isProtected => {
        const { client } = get()
        const anonymous: Omit<Attempt, 'params' | 'id' | 'shared'> = {
          client: client(),
          request: get().request,
          hub: 'hub',
          files,
          listen: listenWith({}),
        }
        await protect(isProtected)
        for (const surface of SURFACES) {
          const attempt = surface.attempt({
            ...anonymous,
            params: { domain: domain.slug, type: 'alpha' },
            id: shared('alpha'),
            shared: shared('alpha'),
          })
          const outcome = await attempt.catch((error: { code?: string }) => error.code)
          const isOpen = READS.includes(surface) && !isProtected
          const answer = surface.name === UNPUBLISHED ? 'MEDIA_NOT_FOUND' : true
          const expected = isOpen ? answer : 'UNAUTHENTICATED'
          expect([surface.name, outcome]).toEqual([surface.name, expected])
        }
      },
    )
  })
})
