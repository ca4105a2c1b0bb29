import type { Endpoint } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, ENGINES, type TestServer } from '../src/testing/create-test-server.ts'
import { referenceOutcome } from './access-reference.ts'
import type { Caller } from './caller.ts'
import { ALL_ENDPOINTS, ruleOf } from './contract-table.ts'
import { contentsOf } from './database-contents.ts'
import { CHANGES_DOMAIN, PRINCIPAL_NAMES, PRINCIPALS, type PrincipalName } from './principals.ts'
import { sampleOf } from './samples.ts'
import { createScene, type Scene } from './scene.ts'
import { requestOf, type Sample } from './send.ts'

/** What became of one call. */
interface Observation {
  /** `allowed`, or the code of the refusal. */
  outcome: string
  expected: string
}

type Row = Record<PrincipalName, Observation>

/** Somebody, and the scene that they are in. */
interface Guest {
  scene: Scene
  caller: Caller
}

/** An endpoint whose call was prepared, and what became of the calls so far. */
interface Trial {
  endpoint: Endpoint
  sample: Sample
  row: Partial<Row>
}

describe.each(ENGINES)('who may do what (%s)', engine => {
  const rows = new Map<string, Partial<Row>>()
  /** What refused calls changed. */
  let trace: string[] = []
  /** Endpoints whose call could not even be prepared, with the error. */
  const unprepared = new Map<string, unknown>()

  beforeAll(async () => {
    const server = await createTestServer({ engine })
    try {
      const scene = await createScene(server)
      const guests = await guestsOf(scene)
      const trials: Trial[] = []
      for (const endpoint of ALL_ENDPOINTS) {
        try {
          trials.push({ endpoint, sample: await sampleOf(endpoint.id)(scene), row: {} })
        } catch (error) {
          unprepared.set(endpoint.id, error)
        }
      }
      // Read once for all of them: it takes longer than the calls do.
      const before = await contentsOf(server)
      for (const trial of trials) await callRefused(scene, trial, guests)
      trace = before.difference(await contentsOf(server))
      for (const { endpoint, row } of trials) {
        await callOthers(endpoint, guests, row).then(
          () => rows.set(endpoint.id, row),
          error => unprepared.set(endpoint.id, error),
        )
      }
    } finally {
      await server.close()
    }
  }, 240_000)

  const rowOf = (id: string): Row => {
    const row = rows.get(id)
    if (!row) throw unprepared.get(id)
    // Every name was filled in.
    return row as Row
  }

  it.each(ALL_ENDPOINTS.map(({ id }) => id))(
    '%s is open to exactly those whom its rule names',
    id => {
      const row = rowOf(id)
      const wrong = PRINCIPAL_NAMES.filter(name => row[name].outcome !== row[name].expected)
      expect(wrong.map(name => ({ name, ...row[name] }))).toEqual([])
    },
  )

  it('every endpoint lets somebody in, and does what they ask', () => {
    const closed = ALL_ENDPOINTS.map(({ id }) => id).filter(id =>
      Object.values(rowOf(id)).every(({ outcome }) => outcome !== 'allowed'),
    )
    expect(closed).toEqual([])
  })

  it('a refused call leaves no trace: no row changed, no event recorded', () => {
    expect(trace).toEqual([])
  })

  it('the committed table has a row for every endpoint, and it is true', async () => {
    const text = ALL_ENDPOINTS.map(endpoint => describeRow(endpoint, rowOf(endpoint.id)))
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('access-matrix.snapshot')
  })
})

/** Lets those of a scene call an endpoint who are to be refused. */
async function callRefused(
  scene: Scene,
  { endpoint, sample, row }: Trial,
  guests: ReadonlyMap<PrincipalName, Guest>,
): Promise<void> {
  for (const [name, { scene: own, caller }] of guests) {
    const expected = referenceOutcome(endpoint, caller.facts)
    if (own !== scene || expected === 'allowed') continue
    row[name] = { expected, outcome: await call(scene.server, endpoint, sample, caller) }
  }
}

/** Lets all others call it. */
async function callOthers(
  endpoint: Endpoint,
  guests: ReadonlyMap<PrincipalName, Guest>,
  row: Partial<Row>,
): Promise<void> {
  for (const [name, guest] of guests) {
    const expected = referenceOutcome(endpoint, guest.caller.facts)
    row[name] ??=
      expected === 'allowed' && endpoint.method !== 'GET'
        ? await callInOwnScene(guest.scene.server, endpoint, name)
        : await callAsGuest(guest, endpoint, expected)
  }
}

/** Everybody: in the scene that is given, and those who would change it in one of their own. */
async function guestsOf(scene: Scene): Promise<Map<PrincipalName, Guest>> {
  const guests = new Map<PrincipalName, Guest>()
  for (const name of PRINCIPAL_NAMES) {
    const own = CHANGES_DOMAIN.has(name) ? await createScene(scene.server) : scene
    guests.set(name, { scene: own, caller: await PRINCIPALS[name](own) })
  }
  return guests
}

/** Who is refused or only to be shown something changes no scene, and can be called in one that is shared. */
async function callAsGuest(
  { scene, caller }: Guest,
  endpoint: Endpoint,
  expected: string,
): Promise<Observation> {
  const isAllowed = expected === 'allowed'
  const sample = await sampleOf(endpoint.id)(scene, isAllowed ? caller : undefined)
  return { expected, outcome: await call(scene.server, endpoint, sample, caller) }
}

/** Calls that may succeed are made in a scene of their own, since they may change it. */
async function callInOwnScene(
  server: TestServer,
  endpoint: Endpoint,
  name: PrincipalName,
): Promise<Observation> {
  const scene = await createScene(server)
  const caller = await PRINCIPALS[name](scene)
  const expected = referenceOutcome(endpoint, caller.facts)
  const sample = await sampleOf(endpoint.id)(scene, expected === 'allowed' ? caller : undefined)
  return { expected, outcome: await call(server, endpoint, sample, caller) }
}

async function call(
  server: TestServer,
  endpoint: Endpoint,
  sample: Sample,
  caller: Caller,
): Promise<string> {
  const { path, init } = requestOf(endpoint, sample, caller.headers)
  const response = await server.request(path, init)
  const text = await response.text()
  if (response.ok) return 'allowed'
  const { code }: { code: string } = JSON.parse(text)
  return code
}

function describeRow(endpoint: Endpoint, row: Row): string {
  const outcomes = [...new Set(PRINCIPAL_NAMES.map(name => row[name].outcome))]
  const lines = outcomes.map(outcome => {
    const names = PRINCIPAL_NAMES.filter(name => row[name].outcome === outcome)
    return `  ${outcome}: ${names.join(' | ')}`
  })
  const title = `${endpoint.id}  ${endpoint.method} ${endpoint.path}`
  return [title, `  rule: ${ruleOf(endpoint)}`, ...lines.sort()].join('\n')
}
