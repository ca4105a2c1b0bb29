import type { Client } from '@keywright/contract'
import fc from 'fast-check'
import { getIntrospectionQuery } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'

/** Content types with what the schema calls them. */
const TYPES = { author: 'Author', post: 'Post', vault: 'Vault' } as const

type TypeName = keyof typeof TYPES

const NAMES: readonly TypeName[] = ['author', 'post', 'vault']

const RUNS = 25

const scope = fc
  .tuple(
    fc.constantFrom(
      'content.author',
      'content.post',
      'content.vault',
      'content.media',
      'content.*',
      '*',
    ),
    fc.constantFrom('read', 'read', 'create', 'update', 'delete', 'publish', 'write', '*'),
  )
  .map(parts => parts.join(':'))

const scopes = fc.uniqueArray(scope, { maxLength: 5 })

/** Whether a list of scopes covers an action on a resource of content: the rules once more, naively. */
function covers(list: readonly string[], resource: string, action: string): boolean {
  return list.some(text => {
    const [pattern, granted] = text.split(':')
    const onResource = ['*', 'content.*', `content.${resource}`].includes(String(pattern))
    const isWrite = granted === 'write' && ['create', 'update', 'delete'].includes(action)
    return onResource && (granted === '*' || granted === action || isWrite)
  })
}

interface Described {
  __schema: {
    types: { name: string }[]
    queryType: { name: string }
    mutationType: { name: string } | null
  }
  query: { fields: { name: string }[] }
  mutation: { fields: { name: string }[] } | null
}

const ROOTS = `{
  query: __type(name: "Query") { fields { name } }
  mutation: __type(name: "Mutation") { fields { name } }
}`

/** Root fields of queries about a type. */
const QUERIES: Record<TypeName, readonly string[]> = {
  author: ['author', 'authors'],
  post: ['post', 'posts', 'postBySlug'],
  vault: ['vault', 'vaults'],
}

const OPERATIONS = {
  create: name => `mutation { it: create${TYPES[name]}(input: {}) { _version } }`,
  update: (name, id) =>
    `mutation { it: update${TYPES[name]}(id: "${id}", patch: {}) { _version } }`,
  delete: (name, id) => `mutation { it: delete${TYPES[name]}(id: "${id}") }`,
  publish: (name, id) => `mutation { it: publish${TYPES[name]}(id: "${id}") { _version } }`,
  unpublish: (name, id) => `mutation { it: unpublish${TYPES[name]}(id: "${id}") { _version } }`,
  read: (name, id) => `{ it: ${name}(id: "${id}") { _id } }`,
} satisfies Record<string, (name: TypeName, id: string) => string>

const ACTIONS = { unpublish: 'publish' } as Readonly<Record<string, string>>

describeEachEngine('what GraphQL shows and lets do', get => {
  const params = { domain: 'rights' }
  let admin: Client
  let made = 0

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('rights')
    const note = { type: 'string' }
    await seed.contentType(id, 'author', { note, safe: { relation: ['vault'] } })
    await seed.contentType(
      id,
      'post',
      {
        slug: { type: 'string' },
        author: { relation: ['author'] },
        any: { type: 'array', items: { relation: ['author', 'vault', 'post'] } },
        kept: { type: 'object', properties: { safe: { relation: ['vault'] } } },
        cover: { media: true },
      },
      { slugField: 'slug' },
    )
    await seed.contentType(id, 'vault', { note })
    admin = client(await seed.user('rights', { roles: { [id]: 'ADMIN' } }))
    await make('vault', 'v1', {})
    await make('author', 'a1', { safe: { type: 'vault', id: 'v1' } })
    await make('post', 'p1', {
      author: { type: 'author', id: 'a1' },
      any: [
        { type: 'vault', id: 'v1' },
        { type: 'author', id: 'a1' },
      ],
      kept: { safe: { type: 'vault', id: 'v1' } },
    })
  })

  async function make(type: string, id: string, fields: Record<string, unknown>) {
    await admin.objects.create({ params: { ...params, type }, body: { id, fields } })
    return id
  }

  /** Somebody with these rules alone; undefined where no key can be made of them. */
  async function holder(list: string[]) {
    const { token } = await admin.keys.create({
      params,
      body: { name: `holder ${++made}`, scopes: list },
    })
    const client = get().client({ token })
    return async (query: string, variables = {}) =>
      client.graphql.content({ params, body: { query, variables } })
  }

  it('the schema has exactly what one may read, and do to it', async () => {
    await fc.assert(
      fc.asyncProperty(scopes, async list => {
        const ask = await holder(list)
        const roots = (await ask(ROOTS)).data as Described
        const readable = NAMES.filter(name => covers(list, name, 'read'))
        const queries = roots.query.fields.map(({ name }) => name)
        expect(queries.sort()).toEqual(['_ok', ...readable.flatMap(name => QUERIES[name])].sort())
        const expected = readable.flatMap(name =>
          ['create', 'update', 'delete', 'publish']
            .filter(action => covers(list, name, action))
            .flatMap(action => (action === 'publish' ? ['publish', 'unpublish'] : [action]))
            .map(verb => `${verb}${TYPES[name]}`),
        )
        const mutations = roots.mutation?.fields.map(({ name }) => name) ?? []
        expect(mutations.sort()).toEqual(expected.sort())
        const whole = JSON.stringify(await ask(getIntrospectionQuery()))
        for (const name of NAMES) {
          const isNamed = whole.toLowerCase().includes(name)
          expect(isNamed, `${name} with ${list}`).toBe(
            readable.includes(name) || isField(name, list),
          )
        }
        expect(whole.includes('"File"')).toBe(
          covers(list, 'media', 'read') && readable.includes('post'),
        )
      }),
      { numRuns: RUNS },
    )
  })

  it('each operation is refused exactly where the rules say so, and then changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(scopes, fc.constantFrom(...NAMES), async (list, name) => {
        const ask = await holder(list)
        for (const [verb, write] of Object.entries(OPERATIONS)) {
          const id = await make(name, `target${++made}`, {})
          const before = await countOf(name)
          const { data, errors = [] } = await ask(write(name, id))
          const allowed = covers(list, name, 'read') && covers(list, name, ACTIONS[verb] ?? verb)
          expect(
            errors.map(({ extensions }) => extensions?.code),
            `${verb} ${list}`,
          ).toEqual(allowed ? [] : ['GRAPHQL_INVALID'])
          if (allowed) expect(data).toMatchObject({ it: expect.anything() })
          else {
            expect(await countOf(name)).toBe(before)
            const { version, state } = await admin.objects.read({
              params: { ...params, type: name, id },
            })
            expect([version, state]).toEqual([1, 'draft'])
          }
        }
      }),
      { numRuns: RUNS },
    )
  })

  async function countOf(type: string): Promise<number> {
    const { db } = get().server.foundation.database
    const { number } = await get().server.services.typeRegistry.get(
      (await admin.domains.read({ params })).id,
      type,
    )
    const rows = await db
      .selectFrom('content_objects')
      .select('id')
      .where('type_number', '=', number)
      .execute()
    return rows.length
  }

  describe('somebody who may not read vaults', () => {
    const LIST = ['content.author:*', 'content.post:*']

    it('sees no field that leads only there, and null for what leads there among others', async () => {
      const ask = await holder(LIST)
      expect(await ask('{ post(id: "p1") { any { __typename } author { _id } } }')).toEqual({
        data: { post: { any: [null, { __typename: 'Author' }], author: { _id: 'a1' } } },
      })
      const whole = JSON.stringify(await ask(getIntrospectionQuery()))
      expect(whole).not.toMatch(/vault|"safe"|"kept"|"cover"/i)
    })

    it('cannot sort by what is hidden, and hears of it as of what is not there', async () => {
      const ask = await holder(LIST)
      const told = async (sort: string) =>
        (await ask(`{ posts(sort: "${sort}") { nextCursor } }`)).errors?.[0]?.extensions?.errors
      expect(await told('-kept.safe')).toEqual(await told('nothing'))
    })

    it.each([
      '{ vaults { items { _id } } }',
      '{ vault(id: "v1") { _id } }',
      '{ vaultt(id: "v1") { _id } }',
      '{ post(id: "p1") { any { ... on Vault { note } } } }',
      '{ post(id: "p1") { any { ... on Vaul { note } } } }',
      '{ author(id: "a1") { saf } }',
      '{ posts(filter: { kept: { safe: { eq: "v1" } } }) { nextCursor } }',
      'mutation { createPost(input: { any: [{ type: Vault, id: "v1" }] }) { _id } }',
      'mutation { createPost(input: { any: [{ type: Vaul, id: "v1" }] }) { _id } }',
    ])('is told nothing of them by %s', async query => {
      const mine = await (await holder(LIST)).call(null, query)
      // Whoever asks for a type that is nowhere hears the same.
      const other = await (await holder(LIST)).call(
        null,
        query.replaceAll(/vault/gi, word => (word === 'vault' ? 'xault' : 'Xault')),
      )
      const told = (answer: typeof mine) =>
        JSON.stringify(answer.errors?.map(({ message }) => message)).replaceAll(/xault/gi, word =>
          word === 'xault' ? 'vault' : 'Vault',
        )
      expect(mine.errors?.[0]?.extensions?.code).toBe('GRAPHQL_INVALID')
      expect(told(mine)).toBe(told(other))
      expect(told(mine)).not.toMatch(/did you mean.*(vault|safe|kept)/i)
    })
  })

  it('a type that is needed but hidden is not named where it is missing', async () => {
    const { seed } = get()
    const { id } = await admin.domains.read({ params })
    await seed.contentType(
      id,
      'letter',
      { text: { type: 'string' }, safe: { relation: ['vault'] } },
      {
        required: ['safe'],
      },
    )
    const ask = await holder(['content.letter:*'])
    const answer = await ask('mutation { createLetter(input: { text: "x" }) { _id } }')
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/input' }],
    })
    expect(JSON.stringify(answer)).not.toMatch(/safe|vault/)
  })

  it('a change of rules counts at once', async () => {
    const { key, token } = await admin.keys.create({
      params,
      body: { name: 'narrowed', scopes: ['content.author:read'] },
    })
    const ask = () =>
      get()
        .client({ token })
        .graphql.content({ params, body: { query: '{ authors { nextCursor } }' } })
    expect((await ask()).errors).toBeUndefined()
    await admin.keys.update({
      params: { ...params, id: key.id },
      body: { scopes: ['content.post:read'] },
    })
    expect((await ask()).errors?.[0]?.extensions?.code).toBe('GRAPHQL_INVALID')
  })
})

/** `author` is also the name of a field of posts, for those who may read both. */
function isField(name: TypeName, list: readonly string[]): boolean {
  return name === 'author' && covers(list, 'post', 'read') && covers(list, 'author', 'read')
}
