import { describe, expect, it } from 'vitest'
import { createBoundedCache } from './bounded-cache.ts'

describe('a bounded cache', () => {
  it('forgets what was not used for two generations, and keeps what was', () => {
    const cache = createBoundedCache<number>({ entries: 10, keyCharacters: 1000 })
    cache.set('used', 1)
    cache.set('unused', 2)
    for (let index = 0; index < 100; index++) {
      cache.set(`other${index}`, index)
      expect(cache.get('used')).toBe(1)
    }
    expect(cache.get('unused')).toBeUndefined()
  })

  it('never holds more than two generations of entries', () => {
    const cache = createBoundedCache<number>({ entries: 10, keyCharacters: 1000 })
    const keys = Array.from({ length: 500 }, (_, index) => `key${index}`)
    for (const key of keys) cache.set(key, 1)
    // Read backwards: a hit may push out what is older, never what is asked for next.
    expect(keys.filter(key => cache.get(key) !== undefined).length).toBeLessThanOrEqual(20)
  })

  it('counts the characters of its keys, and does not keep a key that is longer than all of them', () => {
    const cache = createBoundedCache<number>({ entries: 1000, keyCharacters: 10 })
    cache.set('12345678901', 1)
    expect(cache.get('12345678901')).toBeUndefined()
    for (const key of ['aaaaaa', 'bbbbbb', 'cccccc']) cache.set(key, 1)
    expect(cache.get('aaaaaa')).toBeUndefined()
    expect(cache.get('cccccc')).toBe(1)
  })
})
