import { describe, expect, it } from 'vitest'
import { MINUTE } from '../lib/clock.ts'
import { createUsageBuffer, type Use, usesIn } from './usage-buffer.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const ROOMY = { openEntries: 1000, batchEntries: 1000, batches: 1, waitingEntries: 1000 }
const SMALL = { openEntries: 10, batchEntries: 4, batches: 1, waitingEntries: 30 }
const nobody = { ip: null, userAgent: null }

/** As much of a key as the buffer looks at. */
function use(secret: string, at = NOON, outcome: Use['outcome'] = 'VALID'): Use {
  const key = { keyId: `key_${secret}`, secretId: secret, parentSecretId: null, domainId: 'dom_a' }
  return { domainId: 'dom_a', key: key as Use['key'], outcome, origin: nobody, at }
}

describe('usage buffer', () => {
  it('a secret is counted in one place, however often it is used', () => {
    const buffer = createUsageBuffer(ROOMY, () => {})
    for (let count = 0; count < 5; count++) buffer.add(use('sec_1', NOON + count))
    buffer.add(use('sec_1', NOON + 9, 'EXPIRED'))
    buffer.close()
    const batch = buffer.oldest()
    expect(batch?.minute).toBe(NOON)
    expect(batch?.tallies).toMatchObject([
      { valid: 5, lastUsedAt: NOON + 4, others: new Map([['EXPIRED', 1]]) },
    ])
  })

  it('what a key did is still counted after its batch was closed', () => {
    const buffer = createUsageBuffer(ROOMY, () => {})
    const again = use('sec_1')
    let uses = 0
    for (let round = 0; round < 3; round++) {
      buffer.add(again)
      buffer.add(again)
      buffer.close()
      for (let batch = buffer.oldest(); batch; batch = buffer.oldest()) {
        uses += usesIn(batch)
        buffer.done(batch)
      }
    }
    expect(uses).toBe(6)
  })

  it('entries are spread over the batches asked for, in batches worth a transaction', () => {
    const sizes = [10, 90, 4000, 90_000].map(entries => {
      const limits = { openEntries: 100_000, batchEntries: 500, batches: 40 }
      const buffer = createUsageBuffer({ ...limits, waitingEntries: 100_000 }, () => {})
      for (let index = 0; index < entries; index++) buffer.add(use(`sec_${index}`))
      buffer.close()
      return [buffer.batches(), buffer.oldest()?.tallies.length]
    })
    expect(sizes).toEqual([
      [1, 10],
      [2, 50],
      [40, 100],
      [180, 500],
    ])
  })

  it('uses of different minutes never share a batch, also when the clock goes back', () => {
    const buffer = createUsageBuffer(ROOMY, () => {})
    for (const at of [NOON, NOON + MINUTE, NOON - 1]) buffer.add(use('sec_1', at))
    buffer.close()
    const minutes: number[] = []
    for (let batch = buffer.oldest(); batch; batch = buffer.oldest()) {
      minutes.push(batch.minute)
      buffer.done(batch)
    }
    expect(minutes).toEqual([NOON, NOON + MINUTE, NOON - MINUTE])
  })

  it('a full buffer asks to be written before its time', () => {
    let calls = 0
    const buffer = createUsageBuffer(
      { openEntries: 10, batchEntries: 10, batches: 1, waitingEntries: 100 },
      () => calls++,
    )
    for (let index = 0; index < 25; index++) buffer.add(use(`sec_${index}`))
    expect(calls).toBe(2)
    expect(buffer.size()).toBe(25)
  })

  it('memory is bounded: the oldest uses are given up, and counted as such', () => {
    const buffer = createUsageBuffer(SMALL, () => {})
    for (let index = 0; index < 1000; index++) {
      buffer.add(use(`sec_${index}`))
      buffer.add(use(`sec_${index}`))
      expect(buffer.size()).toBeLessThanOrEqual(40)
    }
    buffer.close()
    let kept = 0
    for (let batch = buffer.oldest(); batch; batch = buffer.oldest()) {
      kept += usesIn(batch)
      buffer.done(batch)
    }
    expect(kept).toBeGreaterThan(0)
    expect(kept + buffer.dropped()).toBe(2000)
  })

  it('late accepts are bounded like everything else', () => {
    const buffer = createUsageBuffer(SMALL, () => {})
    for (let at = 0; at < 1000; at++) {
      buffer.addLateAccept({ domainId: 'dom_a', keyId: 'key_1', acceptedAt: at, changedAt: 0 })
    }
    expect(buffer.size()).toBeLessThanOrEqual(40)
  })
})
