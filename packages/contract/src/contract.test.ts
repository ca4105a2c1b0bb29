import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  addressOf,
  type CallInput,
  type Client,
  createClient,
  type Endpoint,
  type Endpoints,
  type ErrorCode,
  endpoints,
  type IssuedKey,
  type Key,
  type Outcome,
  type Parsed,
  type Problem,
  ProblemError,
  type ResponseBody,
  routesOfEndpoints,
  uploadForm,
  type VerifyResult,
} from './index.ts'

const all: readonly Endpoint[] = Object.values(endpoints).flatMap((area): readonly Endpoint[] =>
  Object.values(area),
)

/** A client whose requests go nowhere, and that is answered what it is told. */
function clientOf(answer: Response = Response.json({}), options: { token?: string } = {}) {
  const requests: Request[] = []
  const client = createClient({
    url: 'https://keys.example.com',
    ...options,
    fetch: async request => {
      requests.push(request)
      return answer.clone()
    },
  })
  return { client, requests }
}

function problemResponse(problem: Partial<Problem>): Response {
  const headers = { 'content-type': 'application/problem+json' }
  return new Response(JSON.stringify(problem), { status: problem.status ?? 400, headers })
}

describe('the types of the client', () => {
  const { client } = clientOf()
  const params = { domain: 'acme' }

  it('there is one function for every endpoint, and no other', () => {
    expectTypeOf<keyof Client>().toEqualTypeOf<keyof Endpoints>()
    expectTypeOf<keyof Client['keys']>().toEqualTypeOf<keyof Endpoints['keys']>()
    // @ts-expect-error There is no such endpoint.
    expect(client.keys.destroy).toBeUndefined()
  })

  it('a call takes what the contract takes, and nothing else', () => {
    expectTypeOf(client.keys.create).toBeCallableWith({
      params,
      body: { name: 'Build', scopes: ['content.article:read'], expiresInDays: 30 },
    })
    expectTypeOf(client.keys.list).toBeCallableWith({ params })
    expectTypeOf(client.keys.list).toBeCallableWith({ params, query: { sort: 'name' } })
    // @ts-expect-error A key needs a name.
    expectTypeOf(client.keys.create).toBeCallableWith({ params, body: { scopes: [] } })
    // @ts-expect-error An endpoint in a domain needs the domain.
    expectTypeOf(client.keys.list).toBeCallableWith({})
    // @ts-expect-error There is no such order.
    expectTypeOf(client.keys.list).toBeCallableWith({ params, query: { sort: 'colour' } })
    // @ts-expect-error Reading takes no body.
    expectTypeOf(client.keys.list).toBeCallableWith({ params, body: {} })
  })

  it('what has a default may be left out by the caller, and is there for the handler', () => {
    type Rotate = Endpoints['keys']['rotate']
    type Invite = Endpoints['invitations']['create']
    expectTypeOf<CallInput<Rotate>['body']['overlapSeconds']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Parsed<Rotate>['body']['overlapSeconds']>().toEqualTypeOf<number>()
    expectTypeOf<CallInput<Invite>['body']['expiresInDays']>().toEqualTypeOf<number | undefined>()
    expectTypeOf<Parsed<Invite>['body']['expiresInDays']>().toEqualTypeOf<number>()
    expectTypeOf<Parsed<Endpoints['keys']['list']>['query']['limit']>().toEqualTypeOf<number>()
  })

  it('a call resolves to the body of its success', () => {
    expectTypeOf(client.keys.create).returns.resolves.toEqualTypeOf<IssuedKey>()
    expectTypeOf(client.keys.read).returns.resolves.toEqualTypeOf<Key>()
    expectTypeOf(client.keys.list).returns.resolves.toEqualTypeOf<{
      items: Key[]
      nextCursor: string | null
    }>()
    expectTypeOf(client.keys.delete).returns.resolves.toEqualTypeOf<undefined>()
    expectTypeOf(client.audit.export).returns.resolves.toEqualTypeOf<string>()
    expectTypeOf(client.verify.verify).returns.resolves.toEqualTypeOf<VerifyResult>()
    expectTypeOf<VerifyResult['code']>().toEqualTypeOf<Outcome>()
  })

  it('the token is in the answer that made it and in no other', () => {
    expectTypeOf<IssuedKey['token']>().toEqualTypeOf<string>()
    expectTypeOf<Key>().not.toHaveProperty('token')
    expectTypeOf<ResponseBody<Endpoints['keys']['update']>>().not.toHaveProperty('token')
  })

  it('codes are known ones', () => {
    expectTypeOf<'KEY_NOT_FOUND'>().toExtend<ErrorCode>()
    expectTypeOf<'KEY_LOST'>().not.toExtend<ErrorCode>()
    expectTypeOf<ProblemError['problem']>().toEqualTypeOf<Problem>()
  })
})

describe('the client', () => {
  it('puts parameters into the path, each as one segment', async () => {
    const { client, requests } = clientOf()
    await client.keys.read({ params: { domain: 'a/b', id: 'key_ü?' } })
    expect(requests[0]?.url).toBe('https://keys.example.com/v1/domains/a%2Fb/keys/key_%C3%BC%3F')
    expect(requests[0]?.method).toBe('GET')
  })

  it('sends an upload as a form, the file last, and says where to for those who send it themselves', async () => {
    const { client, requests } = clientOf()
    const { upload } = routesOfEndpoints().media
    const params = { domain: 'acme' }
    const body = { file: new File(['text'], 'a.txt'), alt: 'A text', name: undefined }
    await client.media.upload({ params, body })
    const [request] = requests
    expect(request?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/)
    const form = await request?.formData()
    expect([...(form?.keys() ?? [])]).toEqual(['alt', 'file'])
    expect(form?.get('file')).toMatchObject({ name: 'a.txt', size: 4 })
    expect(request?.url).toBe(`https://keys.example.com${addressOf(upload, { params })}`)
    expect([...uploadForm(upload, body).keys()]).toEqual(['alt', 'file'])
  })

  it('leaves out what is undefined, and sends everything else as text', async () => {
    const { client, requests } = clientOf()
    const query = { limit: 5, noExpiry: 'true', search: undefined } as const
    await client.keys.list({ params: { domain: 'acme' }, query })
    expect(new URL(requests[0]?.url ?? '').search).toBe('?limit=5&noExpiry=true')
  })

  it('sends JSON as JSON and a form as a form', async () => {
    const { client, requests } = clientOf()
    await client.session.signIn({ body: { email: 'a@example.com', password: 'x' } })
    await client.oauth.token({ body: { grant_type: 'a b', assertion: 'c&d' } })
    expect(requests.map(({ headers }) => headers.get('content-type'))).toEqual([
      'application/json',
      'application/x-www-form-urlencoded',
    ])
    expect(await requests[0]?.json()).toEqual({ email: 'a@example.com', password: 'x' })
    expect(await requests[1]?.text()).toBe('grant_type=a+b&assertion=c%26d')
  })

  it('with a token sends it and no cookie; without one it is a browser of the same site', async () => {
    const program = clientOf(undefined, { token: 'kw_x' })
    await program.client.me.read({})
    expect(program.requests[0]?.headers.get('authorization')).toBe('Bearer kw_x')
    expect(program.requests[0]?.credentials).toBe('omit')
    const browser = clientOf()
    await browser.client.me.read({})
    expect(browser.requests[0]?.headers.has('authorization')).toBe(false)
    expect(browser.requests[0]?.credentials).toBe('same-origin')
  })

  it('sends the version that was read, and the key of a repeated creation', async () => {
    const { client, requests } = clientOf()
    const params = { domain: 'acme' }
    await client.domains.update({ params, body: { name: 'x' } }, { ifMatch: '"v3"' })
    await client.apis.create({ params, body: { slug: 'a', name: 'A' } }, { idempotencyKey: 'once' })
    expect(requests[0]?.headers.get('if-match')).toBe('"v3"')
    expect(requests[1]?.headers.get('idempotency-key')).toBe('once')
  })

  it('hands over the version of what was read or changed, and none of a refusal', async () => {
    const headers = { etag: '"v4"' }
    const etags: string[] = []
    const onEtag = (etag: string) => void etags.push(etag)
    const params = { domain: 'acme' }
    await clientOf(Response.json({}, { headers })).client.domains.read({ params }, { onEtag })
    await clientOf(Response.json({})).client.domains.read({ params }, { onEtag })
    const refusal = Response.json({ code: 'PRECONDITION_FAILED' }, { status: 412, headers })
    const refused = clientOf(refusal).client.domains.read({ params }, { onEtag })
    await expect(refused).rejects.toBeInstanceOf(ProblemError)
    expect(etags).toEqual(['"v4"'])
  })

  it('throws a refusal with its code, its status and the whole problem', async () => {
    const problem = { status: 404, code: 'KEY_NOT_FOUND', title: 'There is no such key.' }
    const { client } = clientOf(problemResponse(problem))
    const error = await client.me.read({}).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ProblemError)
    expect(error).toMatchObject({ code: 'KEY_NOT_FOUND', status: 404, problem })
    expect(String(error)).toContain('There is no such key.')
  })

  it.each([
    ['a page of a proxy', new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['JSON of somebody else', Response.json({ error: 'no' }, { status: 502 })],
    ['nothing', new Response(null, { status: 502 })],
  ])('throws a problem also for %s', async (_, answer) => {
    const error = await clientOf(answer)
      .client.me.read({})
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'ProblemError', code: 'UNEXPECTED_ANSWER', status: 502 })
  })

  it('answers nothing for an empty success, and text for what is not JSON', async () => {
    const empty = clientOf(new Response(null, { status: 204 })).client
    expect(await empty.session.signOut({})).toBeUndefined()
    const text = clientOf(new Response('{"a":1}\n{"a":2}\n')).client
    expect(await text.audit.export({ params: { domain: 'acme' } })).toBe('{"a":1}\n{"a":2}\n')
  })
})

describe.each(all.map(endpoint => [endpoint.id, endpoint] as const))('%s', (_, endpoint) => {
  const { path, params, access, body, query, method, responses } = endpoint

  it('names in its path exactly the parameters that it parses', () => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    expect(named.sort()).toEqual(Object.keys(params?.shape ?? {}).sort())
    if (access.kind === 'domain') expect(named).toContain('domain')
  })

  it('takes no field that it does not know, and reads nothing from a body of GET', () => {
    if (method === 'GET') expect(body).toBeUndefined()
    if (!body || endpoint.form) return
    const parsed = body.safeParse({ 'no such field': 1 })
    const unknown = JSON.stringify(parsed.error?.issues ?? []).includes('unrecognized_keys')
    expect(unknown).toBe(true)
  })

  it('says what a success is', () => {
    expect(Object.keys(responses).length).toBeGreaterThan(0)
    if (query && 'cursor' in query.shape) expect(query.shape).toHaveProperty('limit')
    if (endpoint.idempotent) expect(method).toBe('POST')
    if (endpoint.ifMatch) expect(method).not.toBe('GET')
  })
})

it('no two endpoints have the same id, or the same method and path', () => {
  const ids = all.map(({ id }) => id)
  const addresses = all.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`)
  expect(new Set(ids).size).toBe(all.length)
  expect(new Set(addresses).size).toBe(all.length)
})
