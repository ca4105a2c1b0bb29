import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type PostgresCluster,
  startPostgresCluster,
} from '../packages/server/src/testing/postgres-cluster.ts'
import { createDatabase } from '../packages/server/src/testing/postgres-database.ts'
import { type Answer, type NodeProcess, signIn, startNode } from './support/node-process.ts'

const MAX_STALE_SECONDS = 4
const PROMISED_MILLISECONDS = 1000
/** So long a lost connection may go unnoticed, and so much earlier the time of warm keys may be over. */
const UNNOTICED_MILLISECONDS = 2500
/** From the question to the answer, on a machine that is busy. */
const ROUND_TRIP_MILLISECONDS = 1000

describe('two nodes on one Postgres', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywright-load-'))
  let cluster: PostgresCluster
  let a: NodeProcess
  let b: NodeProcess
  let cookie: string
  let names = 0

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    const environment = {
      KEYWRIGHT_DATA: folder,
      DATABASE_URL: await createDatabase(cluster.url),
      KEYWRIGHT_MAX_STALE_SECONDS: String(MAX_STALE_SECONDS),
    }
    a = await startNode(environment)
    b = await startNode(environment)
    cookie = await signIn(a)
  }, 120_000)
  afterAll(async () => {
    await a.stop()
    await b.stop()
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function onA(method: string, path: string, body?: unknown) {
    const answer = await a.call(method, path, body, { cookie })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }

  async function makeDomain(settings: object = {}): Promise<string> {
    names += 1
    const slug = `domain-${names}`
    await onA('POST', '/v1/domains', { slug, name: slug })
    await onA('PATCH', `/v1/domains/${slug}`, { settings })
    return slug
  }

  async function makeKey(domain: string, body: object): Promise<{ id: string; token: string }> {
    names += 1
    const made = await onA('POST', `/v1/domains/${domain}/keys`, { name: `Key ${names}`, ...body })
    return { id: made.key.id, token: made.token }
  }

  /** Somebody who joined a domain and signed in. */
  async function makeMember(domain: string, role: string) {
    names += 1
    const person = { email: `person-${names}@example.com`, password: 'correct horse battery' }
    const { link } = await onA('POST', `/v1/domains/${domain}/invitations`, {
      email: person.email,
      role,
    })
    const token = link.split('#')[1]
    const { password } = person
    await a.call('POST', '/v1/invitations/accept', { token, name: 'Person', password })
    const { body, headers } = await a.call('POST', '/v1/session', person)
    return { id: body.user.id, cookie: headers.get('set-cookie')?.split(';')[0] ?? '' }
  }

  /** Asks node B without a pause, until it answers otherwise than before the change. */
  async function changesOnB(
    change: () => Promise<unknown>,
    ask: () => Promise<Answer>,
    [before, after]: [string, string],
  ): Promise<void> {
    expect(wordOf(await ask())).toBe(before)
    await change()
    const acknowledged = performance.now()
    for (;;) {
      const asked = performance.now() - acknowledged
      const word = wordOf(await ask())
      if (word === after) return
      expect([word, asked < PROMISED_MILLISECONDS]).toEqual([before, true])
    }
  }

  it('what one node learns of people, settings and domains the other enforces within a second', {
    timeout: 60_000,
  }, async () => {
    const domain = await makeDomain({ programmaticKeys: true })
    const caller = await makeKey('main', { scopes: ['backoffice.keys:verify'] })
    const bea = await makeMember(domain, 'ADMIN')
    const keyOfBea = await makeKey(domain, { role: 'ADMIN', actsAs: bea.id })
    const manager = await makeKey(domain, { role: 'ADMIN' })
    const asKey = (token: string, method: string, path: string, body?: unknown) =>
      b.call(method, path, body, { 'api-key': token })
    const listAsBea = () =>
      b.call('GET', `/v1/domains/${domain}/keys`, undefined, { cookie: bea.cookie })

    await changesOnB(
      () => onA('PATCH', `/v1/domains/${domain}/users/${bea.id}`, { suspended: true }),
      () => asKey(keyOfBea.token, 'GET', '/v1/me'),
      ['200', 'CREDENTIAL_INVALID'],
    )
    expect(wordOf(await listAsBea())).toBe('DOMAIN_NOT_FOUND')
    await onA('PATCH', `/v1/domains/${domain}/users/${bea.id}`, { suspended: false })
    await until(async () => wordOf(await asKey(keyOfBea.token, 'GET', '/v1/me')) === '200')
    expect(wordOf(await listAsBea())).toBe('200')
    await changesOnB(
      () => onA('PATCH', `/v1/team/${bea.id}`, { disabled: true }),
      () => asKey(keyOfBea.token, 'GET', '/v1/me'),
      ['200', 'CREDENTIAL_INVALID'],
    )
    expect(wordOf(await listAsBea())).toBe('CREDENTIAL_INVALID')

    const makeByKey = () =>
      asKey(manager.token, 'POST', `/v1/domains/${domain}/keys`, { name: 'By a key', scopes: [] })
    await changesOnB(
      () => onA('PATCH', `/v1/domains/${domain}`, { settings: { programmaticKeys: false } }),
      makeByKey,
      ['201', 'SESSION_REQUIRED'],
    )
    await changesOnB(
      () => onA('DELETE', `/v1/domains/${domain}`, { slug: domain }),
      () => asKey(manager.token, 'GET', '/v1/me'),
      ['200', 'CREDENTIAL_INVALID'],
    )
    // Nothing of it touched anybody else.
    expect(wordOf(await asKey(caller.token, 'GET', '/v1/me'))).toBe('200')
  })

  it('Postgres stops under load: warm keys verify for their time and not a moment longer, all else is refused, and everything returns by itself', {
    timeout: 90_000,
  }, async () => {
    const caller = await makeKey('main', { scopes: ['backoffice.keys:verify'] })
    const warm = await Promise.all(
      Array.from({ length: 20 }, () => makeKey('main', { scopes: ['content.*:read'] })),
    )
    const revoked = await makeKey('main', { scopes: ['content.*:read'] })
    const verify = (node: NodeProcess, token: string) =>
      node.call('POST', '/v1/verify', { token }, { 'api-key': caller.token })
    for (const node of [a, b]) {
      for (const { token } of [...warm, revoked]) {
        expect(wordOf(await verify(node, token))).toBe('VALID')
      }
    }
    await onA('POST', `/v1/domains/main/keys/${revoked.id}/revoke`, {})
    await until(async () => wordOf(await verify(b, revoked.token)) === 'REVOKED')

    const load = startLoad({
      verify: turn => verify(b, warm[turn % warm.length]?.token ?? ''),
      revoked: () => verify(b, revoked.token),
      manage: async turn => {
        const body = { name: `Load ${turn}`, scopes: [] }
        const answer = await a.call('POST', '/v1/domains/main/keys', body, { cookie })
        if (answer.status === 201) load.made.push(answer.body.key.id)
        return answer
      },
      ready: () => b.call('GET', '/readyz'),
      live: () => b.call('GET', '/livez'),
    })
    await load.until(({ kind, word }) => kind === 'manage' && word === '201')
    const halting = performance.now()
    await cluster.halt()
    const halted = performance.now()
    await load.until(({ kind, word }) => kind === 'verify' && word === 'DATABASE_UNAVAILABLE')
    await load.until(({ kind, word }) => kind === 'manage' && word === 'DATABASE_UNAVAILABLE')
    // Both nodes have nothing left to believe in, and go on refusing.
    await load.until(({ kind, asked }) => kind === 'verify' && asked > halted + bound + 1000)
    const restarting = performance.now()
    await cluster.restart()
    const restarted = performance.now()
    for (const kind of ['verify', 'manage', 'ready'] as const) {
      await load.until(one => one.kind === kind && one.asked > restarted && one.status < 300)
    }
    const seen = await load.stop()

    const during = (kind: Kind, from: number, to: number) =>
      seen.filter(one => one.kind === kind && one.asked > from && one.answered < to)
    const words = (kind: Kind, from = 0, to = Number.POSITIVE_INFINITY) =>
      new Set(during(kind, from, to).map(({ word }) => word))

    expect(words('verify')).toEqual(new Set(['VALID', 'DATABASE_UNAVAILABLE']))
    const warmFor = halted + bound - UNNOTICED_MILLISECONDS - ROUND_TRIP_MILLISECONDS
    expect(words('verify', halted, warmFor)).toEqual(new Set(['VALID']))
    expect(during('verify', halted, warmFor).length).toBeGreaterThan(5)
    expect(words('verify', halted + bound, restarting)).toEqual(new Set(['DATABASE_UNAVAILABLE']))
    expect(during('verify', halted + bound, restarting).length).toBeGreaterThan(5)

    expect(words('revoked').has('VALID')).toBe(false)
    expect(words('manage', halted, restarting)).toEqual(new Set(['DATABASE_UNAVAILABLE']))
    expect(words('live')).toEqual(new Set(['200']))
    expect(words('ready', halted + UNNOTICED_MILLISECONDS, restarting)).toEqual(
      new Set(['DATABASE_UNAVAILABLE']),
    )
    expect(words('manage', 0, halting)).toEqual(new Set(['201']))
    const refusals = seen.filter(({ status }) => status >= 400)
    expect(new Set(refusals.map(({ status }) => status))).toEqual(new Set([503]))
    expect(refusals.filter(({ retryAfter }) => !(retryAfter > 0))).toEqual([])

    for (const id of load.made) {
      expect(
        (await b.call('GET', `/v1/domains/main/keys/${id}`, undefined, { cookie })).status,
      ).toBe(200)
    }
    const trail = await onA('GET', '/v1/domains/main/audit/verify')
    expect(trail).toMatchObject({ intact: true, problems: [] })
  })
})

const bound = MAX_STALE_SECONDS * 1000

type Kind = 'verify' | 'revoked' | 'manage' | 'ready' | 'live'

interface Seen {
  kind: Kind
  /** When, by `performance.now()`. */
  asked: number
  answered: number
  status: number
  word: string
  retryAfter: number
}

/** Keeps asking all questions at once, each without a pause, and keeps what was answered. */
function startLoad(questions: Record<Kind, (turn: number) => Promise<Answer>>) {
  const seen: Seen[] = []
  const waiting = new Set<{ wanted: (one: Seen) => boolean; resolve: () => void }>()
  let stopped = false

  async function keepAsking(kind: Kind) {
    for (let turn = 0; !stopped; turn++) {
      const asked = performance.now()
      const answer = await questions[kind](turn)
      const one = {
        kind,
        asked,
        answered: performance.now(),
        status: answer.status,
        word: wordOf(answer),
        retryAfter: Number(answer.headers.get('retry-after')),
      }
      seen.push(one)
      for (const waiter of waiting) {
        if (!waiter.wanted(one)) continue
        waiting.delete(waiter)
        waiter.resolve()
      }
    }
  }
  const kinds: Kind[] = ['verify', 'verify', 'revoked', 'manage', 'ready', 'live']
  const running = Promise.all(kinds.map(keepAsking))
  return {
    made: [] as string[],
    /** Resolves at the next answer that is wanted; rejects when the load breaks. */
    until: (wanted: (one: Seen) => boolean) =>
      Promise.race([
        new Promise<void>(resolve => waiting.add({ wanted, resolve })),
        running.then(() => undefined),
      ]),
    async stop() {
      stopped = true
      await running
      return seen
    },
  }
}

/** The outcome or code of an answer, else its status. */
function wordOf({ status, body }: Answer): string {
  return typeof body?.code === 'string' ? body.code : String(status)
}

/** Each question is a round trip, so this does not spin. */
async function until(question: () => Promise<boolean>) {
  const deadline = Date.now() + 30_000
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error('It did not happen within half a minute')
  }
}
