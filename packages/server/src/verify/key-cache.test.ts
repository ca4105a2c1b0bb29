import { randomBytes } from 'node:crypto'
import { createToken } from '@keywright/core'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../config.ts'
import type { Change, ChangeListener } from '../db/changes.ts'
import { createFreshness } from '../db/freshness.ts'
import { MINUTE } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { createGate, type Gate } from '../testing/gate.ts'
import { hearAll } from '../testing/hear-all.ts'
import type { LateAccept, Use } from '../usage/usage-buffer.ts'
import type { VerifiedKey, Verifier } from './verified-key.ts'
import { createVerifier } from './verify.service.ts'

type Find = Gate<[readonly string[]], (VerifiedKey | undefined)[]>

const origin = { ip: null, userAgent: null }

describeEachEngine('the cache of keys', get => {
  let domainId: string
  let cookie: string
  let find: Find
  let verifier: Verifier
  let uses: Use[]
  let late: LateAccept[]
  let fromOtherNode: (change: Change) => void

  beforeAll(async () => {
    const { seed } = get()
    domainId = (await seed.domain('acme')).id
    cookie = (await seed.user('ana', { roles: { [domainId]: 'ADMIN' } })).cookie
  })

  beforeEach(() => start())
  afterEach(() => find.open())

  /** A verifier beside that of the server, on the same database, whose look-ups can be held back. */
  function start(config: Partial<Config> = {}, lookUp?: Find) {
    const { server } = get()
    const { foundation, services } = server
    const listeners: ChangeListener[] = []
    const database = {
      ...foundation.database,
      subscribe(listener: ChangeListener) {
        listeners.push(listener)
        foundation.database.subscribe(listener)
      },
    }
    find = lookUp ?? createGate(services.secretLookup.find)
    uses = []
    late = []
    const all = { ...foundation, database, config: { ...foundation.config, ...config } }
    verifier = createVerifier({
      ...all,
      freshness: createFreshness(all),
      lookup: { ...services.secretLookup, find: find.call },
      usage: {
        ...services.usageRecorder,
        record: use => void uses.push(use),
        recordLateAccept: accept => void late.push(accept),
      },
    })
    fromOtherNode = change => listeners.forEach(listener => void listener.onChange(change, false))
  }

  async function issue() {
    const { server, client } = get()
    const params = { domain: 'acme' }
    const made = await client({ cookie }).keys.create({ params, body: { name: 'Key', scopes: [] } })
    await hearAll(server)
    return made
  }
  const outcomeOf = async (token: string) => (await verifier.authenticate(token, origin)).outcome
  const isWarm = (token: string) => !(verifier.authenticate(token, origin) instanceof Promise)
  const nobodys = () => createToken('kw', randomBytes)
  const revoke = (id: string) =>
    get()
      .client({ cookie })
      .keys.revoke({ params: { domain: 'acme', id }, body: {} })

  it('asks once for a token however many ask for it together', async () => {
    const { token } = await issue()
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => outcomeOf(token)))
    expect(new Set(outcomes)).toEqual(new Set(['VALID']))
    expect(find.calls).toEqual([[[token]]])
  })

  it('asks for many tokens in one query', async () => {
    const tokens = [await issue(), await issue(), await issue()].map(made => made.token)
    const unknown = nobodys()
    const outcomes = await Promise.all([...tokens, unknown].map(outcomeOf))
    expect(outcomes).toEqual(['VALID', 'VALID', 'VALID', 'NOT_FOUND'])
    expect(find.calls).toEqual([[[...tokens, unknown]]])
  })

  it('answers what it knows at once, found or not, without asking', async () => {
    const { token } = await issue()
    const unknown = nobodys()
    await Promise.all([outcomeOf(token), outcomeOf(unknown)])
    expect(verifier.authenticate(token, origin)).toMatchObject({ outcome: 'VALID' })
    expect(verifier.authenticate(unknown, origin)).toEqual({ outcome: 'NOT_FOUND' })
    expect(find.calls.length).toBe(1)
  })

  it('never asks for what cannot be a token', () => {
    const token = nobodys()
    const garbage = [
      '',
      'x',
      token.slice(1),
      `${token}0`,
      token.toUpperCase(),
      '\u0000',
      'é'.repeat(52),
    ]
    for (const text of garbage) {
      expect(verifier.authenticate(text, origin)).toEqual({ outcome: 'NOT_FOUND' })
    }
    expect(find.calls).toEqual([])
    expect(verifier.cacheStats()).toEqual({ keys: 0, misses: 0, hits: 0, loads: 0 })
  })

  it('holds no more than it is told to, and keeps what is in use', async () => {
    const { clock } = get()
    start({ cacheKeys: 3, cacheMisses: 2 })
    const tokens: string[] = []
    for (let count = 0; count < 3; count++) tokens.push((await issue()).token)
    for (const token of tokens) await outcomeOf(token)
    clock.advance(MINUTE)
    expect(isWarm(tokens[0] ?? '')).toBe(true)
    await outcomeOf((await issue()).token)
    expect(verifier.cacheStats().keys).toBe(3)
    expect(tokens.map(isWarm)).toEqual([true, false, true])
  })

  it('does not let unknown tokens push out keys', async () => {
    start({ cacheKeys: 2, cacheMisses: 2 })
    const { token } = await issue()
    await outcomeOf(token)
    for (let count = 0; count < 5; count++) await outcomeOf(nobodys())
    expect(verifier.cacheStats()).toMatchObject({ keys: 1, misses: 2 })
    expect(isWarm(token)).toBe(true)
  })

  it('forgets that a token is unknown once a key may have it', async () => {
    const { server, clock } = get()
    const { database, keyring } = server.foundation
    const { key } = await issue()
    const token = nobodys()
    expect(await outcomeOf(token)).toBe('NOT_FOUND')
    expect(isWarm(token)).toBe(true)
    // As an import does, which brings tokens that clients had before.
    await database.write(async tx => {
      const { digest } = keyring.digest(token)
      await tx.updateTable('secrets').set({ digest }).where('key_id', '=', key.id).execute()
      const change = { kind: 'key', domainId, id: key.id, at: clock.now() } as const
      database.announce(tx, change)
    })
    expect(await outcomeOf(token)).toBe('VALID')
  })

  describe('an answer that is under way while a change arrives', () => {
    it('is asked for again, and the caller gets the new state', async () => {
      const { token, key } = await issue()
      find.close()
      const asked = outcomeOf(token)
      await find.held()
      await revoke(key.id)
      find.open()
      expect(await asked).toBe('REVOKED')
      // Where the node hears its own change once more, it asks once more.
      expect(find.calls.length).toBeGreaterThan(1)
      expect(verifier.authenticate(token, origin)).toMatchObject({ outcome: 'REVOKED' })
    })

    it('is taken as it is when the change is about something else', async () => {
      const [{ token }, other] = [await issue(), await issue()]
      find.close()
      const asked = outcomeOf(token)
      await find.held()
      await revoke(other.key.id)
      find.open()
      expect(await asked).toBe('VALID')
      expect(find.calls.length).toBe(1)
    })

    it('is asked for again when it was that there is no such token', async () => {
      const { server } = get()
      const { key } = await issue()
      const { database, keyring } = server.foundation
      const token = nobodys()
      find.close()
      const asked = outcomeOf(token)
      await find.held()
      await database.write(async tx => {
        const { digest } = keyring.digest(token)
        await tx.updateTable('secrets').set({ digest }).where('key_id', '=', key.id).execute()
        database.announce(tx, { kind: 'key', domainId, id: key.id, at: 0 })
      })
      find.open()
      expect(await asked).toBe('VALID')
    })
  })

  it('does not keep anybody waiting for changes that never end, and remembers no doubt', async () => {
    const token = nobodys()
    let asked = 0
    const { find: real } = get().server.services.secretLookup
    find = createGate(async tokens => {
      asked++
      const found = await real(tokens)
      fromOtherNode({ kind: 'key', domainId, id: `key_${asked}`, at: 0 })
      return found
    })
    start({}, find)
    expect(await outcomeOf(token)).toBe('NOT_FOUND')
    expect(asked).toBe(5)
    expect(verifier.cacheStats().misses).toBe(0)
  })

  describe('late accepts', () => {
    it('are noted when another node ended the key before this one let it in', async () => {
      const { clock } = get()
      const { token, key } = await issue()
      const changedAt = clock.now()
      clock.advance(40)
      expect(await outcomeOf(token)).toBe('VALID')
      const acceptedAt = clock.now()
      // The other node's change is in the database; the news of it comes late.
      const { db } = get().server.foundation.database
      await db.updateTable('keys').set({ revoked_at: 1 }).where('id', '=', key.id).execute()
      clock.advance(10)
      const noted = new Promise<void>(resolve => {
        late = new Proxy([], {
          set: (list, name, value) => {
            resolve()
            return Reflect.set(list, name, value)
          },
        })
      })
      fromOtherNode({ kind: 'key', domainId, id: key.id, at: changedAt })
      await noted
      expect([...late]).toEqual([{ domainId, keyId: key.id, acceptedAt, changedAt }])
      expect(await outcomeOf(token)).toBe('REVOKED')
    })

    it('are none on the node that makes the change', async () => {
      const { clock } = get()
      const { token, key } = await issue()
      expect(await outcomeOf(token)).toBe('VALID')
      clock.advance(5)
      expect(await outcomeOf(token)).toBe('VALID')
      await revoke(key.id)
      expect(await outcomeOf(token)).toBe('REVOKED')
      expect(late).toEqual([])
    })
  })

  it('counts each verification once, under the domain that was asked for', async () => {
    const { token, key } = await issue()
    await verifier.verify(domainId, { token, permissions: [], origin })
    await verifier.verify('dom_other', { token, permissions: [], origin })
    await verifier.verify(domainId, { token: 'nonsense', permissions: [], origin })
    await verifier.verify(domainId, { token, permissions: ['shop.order:read'], origin })
    expect(uses.map(use => [use.domainId, use.outcome, use.key?.keyId])).toEqual([
      [domainId, 'VALID', key.id],
      ['dom_other', 'NOT_FOUND', undefined],
      [domainId, 'NOT_FOUND', undefined],
      [domainId, 'FORBIDDEN', key.id],
    ])
  })
})
