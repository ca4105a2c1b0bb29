import { beforeEach, describe, expect, it } from 'vitest'
import { createTestClock, type TestClock } from '../testing/test-clock.ts'
import { CHANNEL_SILENCE_MILLISECONDS, type ChangeListener } from './changes.ts'
import type { ChannelState } from './engine.ts'
import { createFreshness, type Freshness } from './freshness.ts'

const MAX_AGE = 10_000
const MAX_STALE = 60_000

describe('freshness', () => {
  let clock: TestClock
  let freshness: Freshness
  let listener: ChangeListener

  function start(channel: ChannelState, maxAgeSeconds = 10, maxStaleSeconds = 60) {
    clock = createTestClock()
    const engine = { channel: () => channel } as Parameters<
      typeof createFreshness
    >[0]['database']['engine']
    freshness = createFreshness({
      config: { maxAgeSeconds, maxStaleSeconds },
      database: {
        engine,
        subscribe(subscriber) {
          listener = subscriber
        },
      },
      clock,
    })
  }

  beforeEach(() => start('up'))

  it('does not end while changes arrive, and not at all where nobody else makes any', () => {
    for (const channel of ['up', 'none'] as const) {
      start(channel)
      const stamp = freshness.stamp()
      clock.advance(365 * 86_400_000)
      expect(freshness.isFresh(stamp)).toBe(true)
      expect(freshness.isUsableInOutage(stamp)).toBe(true)
    }
  })

  it('lasts the maximum age without the channel, to the millisecond', () => {
    start('down')
    const stamp = freshness.stamp()
    clock.advance(MAX_AGE - 1)
    expect(freshness.isFresh(stamp)).toBe(true)
    clock.advance(1)
    expect(freshness.isFresh(stamp)).toBe(false)
  })

  it('counts from when the channel may have broken, not from when that was noticed', () => {
    const stamp = freshness.stamp()
    clock.advance(1_000_000)
    listener.onChannelDown?.()
    clock.advance(MAX_AGE - CHANNEL_SILENCE_MILLISECONDS - 1)
    expect(freshness.isFresh(stamp)).toBe(true)
    clock.advance(1)
    expect(freshness.isFresh(stamp)).toBe(false)
    expect(freshness.isUsableInOutage(stamp)).toBe(true)
    clock.advance(MAX_STALE - MAX_AGE)
    expect(freshness.isUsableInOutage(stamp)).toBe(false)
  })

  it('counts from the query for what was learned since', () => {
    listener.onChannelDown?.()
    clock.advance(5_000)
    const stamp = freshness.stamp()
    clock.advance(MAX_AGE - 1)
    expect(freshness.isFresh(stamp)).toBe(true)
    clock.advance(1)
    expect(freshness.isFresh(stamp)).toBe(false)
  })

  it('ends for everything learned before when the channel comes back', () => {
    const before = freshness.stamp()
    listener.onChannelDown?.()
    const between = freshness.stamp()
    listener.onChannelUp?.()
    expect([before, between, freshness.stamp()].map(freshness.isFresh)).toEqual([
      false,
      false,
      true,
    ])
  })

  it('a second outage does not revive what was last right before the first', () => {
    const stamp = freshness.stamp()
    listener.onChannelDown?.()
    clock.advance(30_000)
    listener.onChannelUp?.()
    clock.advance(20_000)
    expect(freshness.isUsableInOutage(stamp)).toBe(true)
    listener.onChannelDown?.()
    clock.advance(9_999)
    expect(freshness.isUsableInOutage(stamp)).toBe(true)
    clock.advance(1)
    expect(freshness.isUsableInOutage(stamp)).toBe(false)
  })

  it('is never longer than what is allowed in an outage', () => {
    start('down', 10, 0)
    const stamp = freshness.stamp()
    expect(freshness.isFresh(stamp)).toBe(false)
    expect(freshness.isUsableInOutage(stamp)).toBe(false)
  })
})
