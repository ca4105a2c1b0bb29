import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChainFacts, type ChainReport, checkChain } from './audit-chain.ts'
import { type ChainedEvent, hashEvent } from './audit-event.ts'
import { canonicalJson } from './canonical-json.ts'

interface TestEvent extends ChainedEvent {
  action: string
  after: Record<string, unknown> | null
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a chain', () => {
  it('is intact as it was written', () => {
    const events = makeChain(5)
    expect(check(events, { head: headOf(events) })).toEqual({
      intact: true,
      events: 5,
      headHash: events[4]?.hash,
      problems: [],
    })
  })

  it('is intact when it is empty', () => {
    expect(check([])).toEqual({ intact: true, events: 0, headHash: null, problems: [] })
  })

  it('names a changed event', () => {
    const events = makeChain(5)
    expect(faults(check(changedAt(events, 3, { action: 'key.invented' })))).toEqual(['3 changed'])
  })

  it('names a change deep inside what was before and after', () => {
    const events = makeChain(5)
    expect(faults(check(changedAt(events, 2, { after: { deep: [{ n: 1 }] } })))).toEqual([
      '2 changed',
    ])
  })

  it('names an event that was changed together with its own hash', () => {
    const events = makeChain(5)
    const third = rehash({ ...at(events, 3), action: 'key.invented' })
    expect(faults(check(changedAt(events, 3, third)))).toEqual(['3 changed'])
  })

  it('names an event whose hash was changed', () => {
    expect(faults(check(changedAt(makeChain(5), 3, { hash: sha256('else') })))).toEqual([
      '3 changed',
    ])
  })

  it('names a first event that pretends to follow another one', () => {
    const events = makeChain(1)
    const first = rehash({ ...at(events, 1), previousHash: sha256('else') })
    expect(faults(check([first]))).toEqual(['1 changed'])
  })

  it('names a removed event', () => {
    expect(faults(check(without(makeChain(5), 3)))).toEqual(['3 removed'])
  })

  it('names every range of removed events, the beginning included', () => {
    const report = check(without(makeChain(9), 1, 4, 5, 6))
    expect(report.problems).toEqual([
      { seq: 1, kind: 'removed', message: 'Event 1 is missing.' },
      { seq: 4, kind: 'removed', message: 'Events 4 to 6 are missing.' },
    ])
  })

  it('names two events that changed places, their hashes with them', () => {
    const events = makeChain(5)
    const swapped = [...events]
    swapped[1] = { ...at(events, 4), seq: 2 }
    swapped[3] = { ...at(events, 2), seq: 4 }
    expect(faults(check(swapped))).toEqual(['2 reordered', '4 reordered'])
  })

  it('names two events that changed places between hashes that stayed', () => {
    const events = makeChain(5)
    const links = ({ seq, previousHash, hash }: TestEvent) => ({ seq, previousHash, hash })
    const swapped = [...events]
    swapped[1] = { ...at(events, 4), ...links(at(events, 2)) }
    swapped[3] = { ...at(events, 2), ...links(at(events, 4)) }
    expect(faults(check(swapped))).toEqual(['2 reordered', '4 reordered'])
  })

  it('names an event that was moved to the end', () => {
    const events = makeChain(4)
    const moved = [...without(events, 2), { ...at(events, 2), seq: 5 }]
    expect(faults(check(moved))).toEqual(['5 reordered'])
  })

  it('names lines of an export that changed places', () => {
    const [one, two, three, four] = makeChain(4)
    expect(faults(check([one, three, two, four]))).toEqual(['2 reordered'])
  })

  it('names an event that stands there twice', () => {
    const [one, two, three] = makeChain(3)
    expect(faults(check([one, two, two, three]))).toEqual(['2 reordered'])
  })

  it('names an event of another chain, however well it is linked', () => {
    const events = makeChain(3)
    const stranger = rehash({ ...at(events, 3), chain: 'dom_b' })
    expect(faults(check(changedAt(events, 3, stranger)))).toEqual(['3 changed'])
  })

  it('names what is not an event at all', () => {
    const [one, , three] = makeChain(3)
    expect(faults(check([one, 'torn line', three]))).toEqual(['2 changed'])
  })

  it('misses a cut tail only while nothing is known of the head', () => {
    const events = makeChain(5)
    const cut = events.slice(0, 3)
    expect(check(cut).intact).toBe(true)
    expect(faults(check(cut, { head: headOf(events) }))).toEqual(['4 truncated'])
    expect(faults(check(cut, { knownHash: at(events, 5).hash }))).toEqual(['4 truncated'])
  })

  it('finds a whole chain that was written anew with right hashes', () => {
    const events = makeChain(5)
    const anew = makeChain(5, 'dom_a', 'key.invented')
    expect(check(anew).intact).toBe(true)
    expect(faults(check(anew, { head: headOf(events) }))).toEqual(['5 head'])
    expect(faults(check(anew, { knownHash: at(events, 5).hash }))).toEqual(['6 truncated'])
  })

  it('still holds the event that was noted before it grew', () => {
    const events = makeChain(5)
    expect(check(events, { knownHash: at(events, 3).hash }).intact).toBe(true)
    expect(check(events, { head: headOf(events.slice(0, 3)) }).intact).toBe(true)
  })

  it('names at most a hundred problems and still knows that it is broken', () => {
    const events = makeChain(300)
    const report = check(events.map(event => ({ ...event, action: 'key.invented' })))
    expect(report.intact).toBe(false)
    expect(report.problems).toHaveLength(100)
    const gaps = check(events.filter(({ seq }) => seq % 2 === 0))
    expect(gaps.problems).toHaveLength(100)
  })

  it('is broken by any one change to any one event', () => {
    const events = makeChain(6)
    const field = fc.constantFrom('chain', 'seq', 'previousHash', 'hash', 'action', 'after')
    fc.assert(
      fc.property(fc.nat(5), field, fc.jsonValue(), (index, name, value) => {
        const before = events[index]
        const after = { ...before, [name]: value }
        fc.pre(canonicalJson(before) !== canonicalJson(after))
        const report = check(events.map((event, i) => (i === index ? after : event)))
        expect(report.intact).toBe(false)
        expect(report.problems.length).toBeGreaterThan(0)
      }),
    )
  })

  it('is broken by any other order', () => {
    const events = makeChain(6)
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: 6 }), shuffled => {
        const same = shuffled.every((event, index) => event === events[index])
        expect(check(shuffled).intact).toBe(same)
      }),
    )
  })
})

describe('canonical JSON', () => {
  it('is the example of RFC 8785', () => {
    const value: unknown = JSON.parse(
      String.raw`{ "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false] }`,
    )
    expect(canonicalJson(value)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  it('is the same whatever the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      }),
    )
  })

  it('reads back as the same data', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
      }),
    )
  })
})

function makeChain(length: number, chain = 'dom_a', action = 'key.updated'): TestEvent[] {
  const events: TestEvent[] = []
  let previousHash = ''
  for (let seq = 1; seq <= length; seq++) {
    const event = rehash({ chain, seq, action, after: { name: `n${seq}` }, previousHash, hash: '' })
    events.push(event)
    previousHash = event.hash
  }
  return events
}

function rehash(event: TestEvent): TestEvent {
  return { ...event, hash: hashEvent(event, sha256) }
}

function check(events: readonly unknown[], facts: ChainFacts = {}): ChainReport {
  const running = checkChain(sha256, facts)
  for (const event of events) running.add(event)
  return running.finish()
}

function faults(report: ChainReport): string[] {
  expect(report.intact).toBe(report.problems.length === 0)
  return report.problems.map(({ seq, kind }) => `${seq} ${kind}`)
}

function headOf(events: readonly TestEvent[]) {
  return at(events, events.length)
}

function at(events: readonly TestEvent[], seq: number): TestEvent {
  const event = events[seq - 1]
  if (!event) throw new Error(`There is no event ${seq}`)
  return event
}

function changedAt(events: readonly TestEvent[], seq: number, change: Partial<TestEvent>) {
  return events.map(event => (event.seq === seq ? { ...event, ...change } : event))
}

function without(events: readonly TestEvent[], ...seqs: number[]) {
  return events.filter(({ seq }) => !seqs.includes(seq))
}
