import { type Client, type GraphqlAnswer, graphqlAnswer } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'

/** What an attack is refused with. */
type Code = 'GRAPHQL_INVALID' | 'GRAPHQL_TOO_COSTLY' | 'VALIDATION_FAILED'

const times = (count: number, write: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => write(index)).join(' ')

const nested = (levels: number, open: string, inner: string, close: string) =>
  open.repeat(levels) + inner + close.repeat(levels)

const ATTACKS: readonly (readonly [string, Code, string, Record<string, unknown>?])[] = [
  ['deep', 'GRAPHQL_TOO_COSTLY', `{ node(id: "n") ${nested(9, '{ next ', '{ _id }', '}')} }`],
  [
    'very deep',
    'GRAPHQL_TOO_COSTLY',
    `{ node(id: "n") ${nested(900, '{ next ', '{ _id }', '}')} }`,
  ],
  [
    'deep and left out',
    'GRAPHQL_TOO_COSTLY',
    `{ node(id: "n") ${nested(9, '{ next @skip(if: true) ', '{ _id }', '}')} }`,
  ],
  ['wide', 'GRAPHQL_TOO_COSTLY', `{ node(id: "n") { ${'text '.repeat(1100)} } }`],
  ['many aliases', 'GRAPHQL_TOO_COSTLY', `{ ${times(31, index => `a${index}: _ok`)} }`],
  ['many tokens', 'GRAPHQL_TOO_COSTLY', `{ ${'_ok '.repeat(2100)} }`],
  ['a long text', 'GRAPHQL_TOO_COSTLY', `{ _ok } #${'x'.repeat(20_000)}`],
  [
    'a long list of lists',
    'GRAPHQL_TOO_COSTLY',
    '{ nodes(limit: 200) { items { all { all { all { text } } } } } }',
  ],
  [
    'a list as long as a variable says',
    'GRAPHQL_TOO_COSTLY',
    'query($n: Int!) { nodes(limit: $n) { items { text } } }',
    { n: 1_000_000 },
  ],
  [
    'a list as long as can be said',
    'GRAPHQL_TOO_COSTLY',
    '{ nodes(limit: 2147483647) { items { text } } }',
  ],
  [
    'many versions',
    'GRAPHQL_TOO_COSTLY',
    '{ nodes(limit: 200) { items { _versions(limit: 100) { by { label } } } } }',
  ],
  [
    'many mutations',
    'GRAPHQL_TOO_COSTLY',
    `mutation { ${times(30, index => `a${index}: deleteNode(id: "${index}")`)} ${times(80, () => 'deleteNode(id: "x")')} }`,
  ],
  [
    'a bomb of fragments',
    'GRAPHQL_TOO_COSTLY',
    `{ node(id: "n") { ...f0 } } ${times(40, index => `fragment f${index} on Node { ...f${index + 1} ...f${index + 1} }`)} fragment f40 on Node { text }`,
  ],
  [
    'a bomb of fragments that nothing uses',
    'GRAPHQL_TOO_COSTLY',
    `{ _ok } ${times(40, index => `fragment f${index} on Node { ...f${index + 1} ...f${index + 1} }`)} fragment f40 on Node { text }`,
  ],
  [
    'fragments in a circle',
    'GRAPHQL_INVALID',
    '{ node(id: "n") { ...a } } fragment a on Node { ...b } fragment b on Node { next { ...a } }',
  ],
  ['a fragment of itself', 'GRAPHQL_INVALID', '{ ...a } fragment a on Query { ...a }'],
  [
    'deep introspection',
    'GRAPHQL_TOO_COSTLY',
    `{ __schema { types { ${nested(16, 'ofType { ', 'name', '}')} } } }`,
  ],
  [
    'introspection in circles',
    'GRAPHQL_INVALID',
    `{ __schema { types { ${nested(4, 'fields { type { ', 'name', '} }')} } } }`,
  ],
  [
    'a bomb of introspection',
    'GRAPHQL_TOO_COSTLY',
    `{ ${times(20, index => `a${index}: __schema { types { fields { type { fields { ${'name description '.repeat(20)} } } } } }`)} }`,
  ],
  ['an unterminated text', 'GRAPHQL_INVALID', '{ node(id: "n'],
  ['an unterminated block', 'GRAPHQL_INVALID', '{ node(id: """n'],
  ['an unterminated selection', 'GRAPHQL_INVALID', '{ node(id: "n") {'],
  ['only open braces', 'GRAPHQL_INVALID', '{'.repeat(1500)],
  ['only open brackets', 'GRAPHQL_INVALID', `{ node(id: ${'['.repeat(1500)}`],
  ['nothing but space', 'GRAPHQL_INVALID', ' \n'],
  ['U+0000 in a text', 'GRAPHQL_INVALID', '{ node(id: "\\u0000") { _id } }'],
  ['half a character in a text', 'GRAPHQL_INVALID', '{ node(id: "\\ud800") { _id } }'],
  [
    'half a character in a variable',
    'GRAPHQL_INVALID',
    'query($id: ID!) { node(id: $id) { _id } }',
    { id: '\ud800' },
  ],
  ['half a character in a name', 'GRAPHQL_INVALID', '{ no\ud800de }'],
  ['no such directive', 'GRAPHQL_INVALID', `{ _ok ${'@x '.repeat(500)} }`],
  ['a directive again and again', 'GRAPHQL_INVALID', `{ _ok ${'@skip(if: false) '.repeat(200)} }`],
  ['two operations without a name', 'GRAPHQL_INVALID', 'query a { _ok } query b { _ok }'],
  ['a subscription', 'GRAPHQL_INVALID', 'subscription { _ok }'],
  ['a definition of types', 'GRAPHQL_INVALID', 'type X { y: Int }'],
  [
    'a variable of another type',
    'GRAPHQL_INVALID',
    'query($n: Int!) { nodes(limit: $n) { nextCursor } }',
    { n: 'ten' },
  ],
  [
    'a variable of nothing',
    'GRAPHQL_INVALID',
    'query($n: Int) { nodes(limit: $n) { nextCursor } }',
    { n: null },
  ],
  ['names of prototypes', 'GRAPHQL_INVALID', '{ __proto__ constructor toString }'],
  [
    'overlapping fields',
    'GRAPHQL_INVALID',
    `{ ${times(28, index => `a: node(id: "${index}") { ${'text next { text } '.repeat(7)} }`)} }`,
  ],
  [
    'a filter of too many levels',
    'VALIDATION_FAILED',
    `{ nodes(filter: ${nested(8, '{ not: ', '{ text: { eq: "x" } }', '}')}) { nextCursor } }`,
  ],
  [
    'a filter of too many comparisons',
    'VALIDATION_FAILED',
    `{ nodes(filter: { or: [${times(20, () => '{ and: [{ text: { eq: "x", ne: "y", gt: "z" } }] }')}] }) { nextCursor } }`,
  ],
]

describeEachEngine('GraphQL under attack', get => {
  const params = { domain: 'abused' }
  let admin: Client
  let cookie: string

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('abused')
    await seed.contentType(id, 'node', {
      text: { type: 'string' },
      next: { relation: ['node'] },
      all: { type: 'array', items: { relation: ['node'] } },
    })
    const user = await seed.user('abused', { roles: { [id]: 'ADMIN' } })
    cookie = user.cookie
    admin = client(user)
  })

  async function send(query: string, variables: Record<string, unknown> = {}) {
    const response = await get().request('/v1/domains/abused/content/graphql', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const answer: GraphqlAnswer = graphqlAnswer.parse(await response.json())
    return { status: response.status, answer }
  }

  it.each(ATTACKS.map(([name, code, query, variables]) => ({ name, code, query, variables })))(
    '$name is refused with $code, in no time',
    async ({ code, query, variables }) => {
      const startedAt = performance.now()
      const { status, answer } = await send(query, variables)
      expect(answer.errors?.map(({ extensions }) => extensions?.code)[0]).toBe(code)
      expect(status).toBe(code === 'VALIDATION_FAILED' ? 200 : 400)
      if (status === 400) expect(answer).not.toHaveProperty('data')
      expect(answer.errors?.length).toBeLessThanOrEqual(11)
      expect(JSON.stringify(answer).length).toBeLessThan(20_000)
      expect(performance.now() - startedAt).toBeLessThan(2000)
    },
  )

  it('what is left out costs nothing', async () => {
    const query =
      'query($on: Boolean!) { _ok nodes(limit: 200) @include(if: $on) { items { all { all { text } } } } }'
    expect((await send(query, { on: false })).answer).toEqual({ data: { _ok: true } })
    expect((await send(query, { on: true })).answer.errors?.[0]?.extensions?.code).toBe(
      'GRAPHQL_TOO_COSTLY',
    )
  })

  it('an answer is not larger than a server can bear, however small its question', async () => {
    const type = { ...params, type: 'node' }
    await admin.objects.create({
      params: type,
      body: { id: 'large', fields: { text: 'x'.repeat(900_000) } },
    })
    await admin.objects.create({
      params: type,
      body: {
        id: 'many',
        fields: { all: Array.from({ length: 100 }, () => ({ type: 'node', id: 'large' })) },
      },
    })
    const { status, answer } = await send('{ node(id: "many") { all { text } } }')
    expect(status).toBe(400)
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_TOO_COSTLY' } }] })
    expect(await send('{ node(id: "large") { _id } }')).toMatchObject({ status: 200 })
  })

  it('tokens that were sent by mistake are not repeated', async () => {
    const { token } = await admin.keys.create({ params, body: { name: 'x', scopes: [] } })
    const wrong = await send('query($n: Int!) { nodes(limit: $n) { nextCursor } }', { n: token })
    const named = await send(`{ ${token} }`)
    expect(JSON.stringify([wrong, named])).not.toContain(token)
  })

  it('of several operations the one that is named is run', async () => {
    const query = 'query a { a: _ok } query b { b: _ok }'
    const answer = await admin.graphql.content({ params, body: { query, operationName: 'b' } })
    expect(answer).toEqual({ data: { b: true } })
  })
})
