import { describe, expect, it } from 'vitest'
import { MINUTE } from '../lib/clock.ts'
import { createUsageBuffer, type Use, usesIn } from './usage-buffer.ts'

const NOON = Date.UTC(2026, 0, 1, 12)
const ROOMY = { openEntries: 1000, batchEntries: 1000, waitingEntries: 1000 }
const SMALL = { openEntries: 10, batchEntries: 4, waitingEntries: 30 }
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
      { openEntries: 10, batchEntries: 10, waitingEntries: 100 },
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
