import type { Endpoint } from '@keywright/contract'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { errorsOf } from '../src/http/endpoint-errors.ts'
import { describeEachEngine, type TestServer } from '../src/testing/create-test-server.ts'
import { ATTACKS, type Attack, withBody } from './attacks.ts'
import type { Facts } from './caller.ts'
import { ALL_ENDPOINTS } from './contract-table.ts'
import { declaredCodes } from './declared-codes.ts'
import { oddText, spoiled } from './odd-values.ts'
import { sampleOf } from './samples.ts'
import { createScene, type Scene } from './scene.ts'
import { type RawRequest, requestOf, type Sample } from './send.ts'
import { type Answer, misbehaviour } from './well-behaved.ts'

const SEED = 20260101
/** What does not get past HTTP is the same on every engine. */
const RUNS = { sqlite: 12, postgres: 4 }
const PATIENCE_MILLISECONDS = 10_000

describeEachEngine('bad input', (get, engine) => {
  const attacks = ATTACKS.filter(({ part }) => engine === 'sqlite' || REACH_DATABASE.has(part))

  describe.each(ALL_ENDPOINTS.map(endpoint => [endpoint.id, endpoint] as const))(
    '%s',
    (_, endpoint) => {
      let target: ReturnType<typeof createTarget>
      beforeAll(() => {
        target = createTarget(get(), endpoint)
      })

      it('answers every known attack with a refusal that tells nothing of its inside', async () => {
        const faults: string[] = []
        for (const { name, part, suits, spoil } of attacks) {
          if (suits && !suits(endpoint)) continue
          const answer = await target.send(spoil((await target.ready()).request))
          for (const fault of misbehaviour(answer, REROUTES.has(part) ? undefined : endpoint)) {
            faults.push(`${name}: ${fault}`)
          }
        }
        expect(faults, faults.join('\n')).toEqual([])
      })

      if (endpoint.query) {
        it('names every parameter that its query has twice', async () => {
          const { request } = await target.ready()
          const names = Object.keys(endpoint.query?.shape ?? {})
          const query = new URLSearchParams()
          for (const name of [...names, ...names]) query.append(name, '1')
          const path = `${request.path.split('?')[0]}?${query}`
          const { status, text } = await target.send({ ...request, path })
          expect([status, JSON.parse(text)]).toMatchObject([
            400,
            {
              code: 'VALIDATION_FAILED',
              errors: names.map(name => ({ pointer: `/query/${name}` })),
            },
          ])
        })
      }

      it('takes a valid request apart wherever it is spoiled', async () => {
        const { sample } = await target.ready()
        const attack = fc.oneof(...spoilages(endpoint, sample))
        await fc.assert(
          fc.asyncProperty(attack, async spoil => {
            const request = spoil(await target.ready())
            const faults = misbehaviour(await target.send(request), endpoint)
            expect(faults, `${request.path}\n${request.init.body}`.slice(0, 2000)).toEqual([])
          }),
          { seed: SEED, numRuns: RUNS[engine], endOnFailure: true },
        )
      })
    },
  )
})

describeEachEngine('texts that are half a character', get => {
  it('are kept by no trail other than as they are stored, or it would look forged', async () => {
    const { admin, domain, owner } = await createScene(get())
    const params = { domain: domain.slug }
    const half = 'half \ud800 a \udfff character'
    const { key } = await admin.keys.create({
      params,
      body: { name: half, description: half, scopes: [], metadata: { note: half } },
    })
    await admin.keys.update({ params: { ...params, id: key.id }, body: { name: `${half} more` } })
    await admin.keys.revoke({ params: { ...params, id: key.id }, body: { reason: half } })
    await admin.roles.create({
      params,
      body: { name: 'HALF', description: half, permissions: ['content.article:read'] },
    })
    await admin.apis.create({
      params,
      body: {
        slug: 'half',
        name: half,
        routes: [{ method: '*', path: '/x', permission: null }],
      },
    })
    await admin.domains.update({ params, body: { name: half } })
    await admin.me.update({ body: { name: half } })
    await get().request('/v1/session/reauthenticate', {
      method: 'POST',
      headers: {
        cookie: owner.cookie,
        'content-type': 'application/json',
        'user-agent': '\u00ff\u0080',
      },
      body: JSON.stringify({ password: half }),
    })
    expect(await admin.audit.verify({ params })).toMatchObject({ intact: true, problems: [] })
    expect(await admin.audit.verifyInstance({})).toMatchObject({ intact: true, problems: [] })
  })
})

it.each(ALL_ENDPOINTS.map(endpoint => [endpoint.id, endpoint] as const))(
  '%s documents every code that it can refuse with',
  (_, endpoint) => {
    const documented = errorsOf(endpoint)
    const missing = [...declaredCodes(endpoint)].filter(code => !documented.includes(code))
    expect(missing).toEqual([])
  },
)

/** The parts of a request that can get that far. */
const REACH_DATABASE: ReadonlySet<Attack['part']> = new Set(['body', 'query'])

/** Such a request may be for another endpoint, or for none. */
const REROUTES: ReadonlySet<Attack['part']> = new Set(['path', 'method'])

interface Ready {
  sample: Sample
  request: RawRequest
}

type Spoil = (ready: Ready) => RawRequest

/** Random ways to spoil the parts that a request of this endpoint has. */
function spoilages(endpoint: Endpoint, sample: Sample): fc.Arbitrary<Spoil>[] {
  const ways: fc.Arbitrary<Spoil>[] = []
  if (endpoint.body) {
    ways.push(
      spoiled(sample.body).map(
        body =>
          ({ request }) =>
            withBody(request, render(endpoint, body)),
      ),
    )
  }
  for (const name of Object.keys(endpoint.params?.shape ?? {})) {
    ways.push(
      oddText.map(text => ({ sample, request }) => {
        const params = { ...sample.params, [name]: wellFormed(text) || '-' }
        const { path } = requestOf(endpoint, { ...sample, params })
        return { ...request, path }
      }),
    )
  }
  for (const name of Object.keys(endpoint.query?.shape ?? { unknown: 0 })) {
    ways.push(
      oddText.map(text => ({ sample, request }) => {
        const query = { ...sample.query, [name]: text }
        const { path } = requestOf(endpoint, { ...sample, query })
        return { ...request, path }
      }),
    )
  }
  return ways
}

/** Without the lone surrogates that no address can hold. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString()
}

function render(endpoint: Endpoint, body: unknown): string {
  if (!endpoint.form || typeof body !== 'object' || body === null) return JSON.stringify(body) ?? ''
  const fields = Object.entries(body).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return new URLSearchParams(fields).toString()
}

/** Somebody who may do everything, and a valid request of theirs; both renewed when they were used up. */
function createTarget(server: TestServer, endpoint: Endpoint) {
  // Calls about oneself may end one's session, and so may what goes astray.
  const keepsScene = endpoint.access.kind === 'domain' && endpoint.id !== 'domains.delete'
  let scene: Scene | undefined
  let current: Ready | undefined
  let requests = 0

  async function ready(): Promise<Ready> {
    if (current) return current
    if (!scene || !keepsScene) scene = await createScene(server)
    const { cookie, id } = scene.owner
    const caller = { facts: OWNER, headers: { cookie }, userId: id, memberId: id }
    const sample = await sampleOf(endpoint.id)(scene, caller)
    current = { sample, request: requestOf(endpoint, sample, caller.headers) }
    return current
  }

  return {
    ready,
    async send({ path, init }: RawRequest): Promise<Answer> {
      requests++
      // From ever new addresses, or the throttle would answer all attacks on signing in.
      const remote = `10.1.${requests % 256}.${requests >> 8}`
      const from = endpoint.id === 'health.metrics' ? '127.0.0.1' : remote
      const response = await withPatience(server.request(path, { ...init, from }))
      const { status, headers } = response
      const text = await withPatience(response.text())
      if (init.method !== 'GET' && (status < 300 || status === 429)) current = undefined
      return { method: init.method, status, headers, text }
    },
  }
}

const OWNER: Facts = {
  kind: 'session',
  valid: true,
  instanceAdmin: true,
  fresh: true,
  lasting: true,
  layers: [['*:*']],
  programmatic: false,
}

/** Fails when an answer does not come. */
async function withPatience<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('The server hangs')), PATIENCE_MILLISECONDS)
  })
  return Promise.race([work, hangs]).finally(() => clearTimeout(timer))
}
