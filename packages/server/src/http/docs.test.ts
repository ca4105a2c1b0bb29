import { type Endpoint, endpoints } from '@keywright/contract'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { ERROR_CODES } from './error-article.ts'
import { createOpenApi } from './openapi.ts'

/** As much of an operation as the tests look at. */
const operation = z.object({
  operationId: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-keywright-access': z.unknown(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
  responses: z.record(
    z.string(),
    z.object({ 'x-keywright-codes': z.array(z.string()).optional() }),
  ),
})
const HEADER = 'X-Keywright-Domain'
const everyEndpoint = Object.values(endpoints).flatMap(area => Object.values<Endpoint>(area))
const document: unknown = JSON.parse(JSON.stringify(createOpenApi()))
const { paths, components } = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), operation)),
    components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
  })
  .parse(document)

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator({ strict: false })
    const result = await validator.validate(JSON.parse(JSON.stringify(document)))
    expect(result).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it('has every endpoint of the contract, and forward-auth beside them', () => {
    const described = Object.values(paths).flatMap(path =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    const wanted = everyEndpoint.map(({ id }) => id)
    expect(described.sort()).toEqual([...wanted, 'forwardAuth'].sort())
  })

  it('says of every endpoint who may call it, and which errors it declares', () => {
    for (const endpoint of everyEndpoint) {
      const described = paths[endpoint.path]?.[endpoint.method.toLowerCase()]
      expect(described?.['x-keywright-access']).toEqual(endpoint.access)
      expect(described?.security.length === 0).toBe(endpoint.access.kind === 'public')
      const codes = Object.values(described?.responses ?? {}).flatMap(
        response => response['x-keywright-codes'] ?? [],
      )
      for (const code of endpoint.errors ?? []) expect(codes).toContain(code)
    }
  })

  it('says where a signed-in person names the domain in a header', () => {
    const named = Object.values(paths).flatMap(path =>
      Object.values(path)
        .filter(({ parameters = [] }) =>
          parameters.some(({ name, in: place }) => `${place} ${name}` === `header ${HEADER}`),
        )
        .map(({ operationId }) => operationId),
    )
    expect(named.sort()).toEqual(['oauth.introspect', 'verify', 'verify.batch'])
  })

  it('names the shapes that clients are generated from, and leaves answers open to more fields', () => {
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Key', 'Problem', 'VerifyResult', 'TokenResponse', 'Domain']),
    )
    for (const schema of Object.values(components.schemas)) {
      expect(schema).not.toHaveProperty('additionalProperties', false)
    }
  })
})

describeEachEngine('documentation', get => {
  const fetch = (path: string, headers: Record<string, string> = {}) =>
    get().request(path, { headers })

  it('the document is served as it is generated, and asked for again by its ETag', async () => {
    const response = await fetch('/v1/openapi.json')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(await response.json()).toEqual(document)
    const etag = response.headers.get('etag') ?? ''
    const again = await fetch('/v1/openapi.json', { 'if-none-match': `"other", W/${etag}` })
    expect(again.status).toBe(304)
    expect(await again.text()).toBe('')
  })

  it('the document and the script travel packed to those who take it', async () => {
    for (const path of ['/v1/openapi.json', '/docs/rapidoc-min.js']) {
      const plain = Buffer.from(await (await fetch(path)).arrayBuffer())
      const response = await fetch(path, { 'accept-encoding': 'br, gzip' })
      expect(response.headers.get('content-encoding')).toBe('gzip')
      const packed = Buffer.from(await response.arrayBuffer())
      expect(packed.length).toBeLessThan(plain.length / 2)
    }
  })

  it('the reference page loads its script from here, and its policy allows nothing from elsewhere', async () => {
    const response = await fetch('/docs')
    const html = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(html).toContain('spec-url="/v1/openapi.json"')
    expect(html).not.toMatch(/https?:/)
    expect(html).not.toMatch(/<script>|\son\w+=/)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toContain("default-src 'none'; script-src 'self';")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/)
    const script = await fetch('/docs/rapidoc-min.js')
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect((await script.text()).length).toBeGreaterThan(100_000)
  })

  it.each(ERROR_CODES)('%s has a page without a script', async code => {
    const response = await fetch(`/docs/errors/${code}`)
    expect(response.status).toBe(200)
    const html = await response.text()
    expect(html).toContain(`<h1><code>${code}</code></h1>`)
    expect(html).not.toContain('<script')
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; /,
    )
  })

  it('all pages can be found from one, and what is no code has none', async () => {
    const index = await (await fetch('/docs/errors')).text()
    for (const code of ERROR_CODES) expect(index).toContain(`href="/docs/errors/${code}"`)
    for (const path of ['toString', '__proto__', 'NOPE', '%3Cscript%3E']) {
      expect((await fetch(`/docs/errors/${path}`)).status).toBe(404)
    }
  })

  it('the page of a refusal is where the refusal says', async () => {
    const refused = await (await fetch('/v1/me')).json()
    const { type, code } = z.object({ type: z.string(), code: z.string() }).parse(refused)
    expect(await (await fetch(type)).text()).toContain(code)
  })
})
