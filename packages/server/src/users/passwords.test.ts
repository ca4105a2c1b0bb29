import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createPasswords } from './passwords.ts'

const cost = { memoryKiB: 64, passes: 1, lanes: 1 }
const make = (passwordCost = cost) => createPasswords({ config: { passwordCost }, randomBytes })

describe('passwords', () => {
  it('a password is stored as argon2id at the configured cost', async () => {
    const hash = await make({ memoryKiB: 128, passes: 2, lanes: 2 }).hash('correct horse battery')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=128,t=2,p=2\$/)
  })

  it('only the right password is accepted', async () => {
    const passwords = make()
    const hash = await passwords.hash('correct horse battery')
    expect(await passwords.verify(hash, 'correct horse battery')).toBe(true)
    expect(await passwords.verify(hash, 'correct horse batterz')).toBe(false)
  })

  it('a password typed in another Unicode form is the same password', async () => {
    const passwords = make()
    const hash = await passwords.hash('crème brûlée'.normalize('NFC'))
    expect(await passwords.verify(hash, 'crème brûlée'.normalize('NFD'))).toBe(true)
  })

  it('whoever has no password is refused after the same work as anybody else', async () => {
    const slow = make({ memoryKiB: 16384, passes: 3, lanes: 1 })
    const real = await slow.hash('correct horse battery')
    // In processor time; the least of several, since whatever else runs in this process adds to it.
    const effort = async (hash: string | undefined) => {
      let least = Number.POSITIVE_INFINITY
      for (let run = 0; run < 8; run++) {
        const started = process.cpuUsage()
        expect(await slow.verify(hash, 'wrong horse')).toBe(false)
        least = Math.min(least, process.cpuUsage(started).user)
      }
      return least
    }
    const known = await effort(real)
    const unknown = await effort(undefined)
    const empty = await effort('')
    expect(unknown).toBeGreaterThan(known / 3)
    expect(empty).toBeGreaterThan(known / 3)
  })

  it('a hash made at another cost is outdated', async () => {
    const hash = await make().hash('correct horse battery')
    expect(make().isOutdated(hash)).toBe(false)
    expect(make({ ...cost, passes: 2 }).isOutdated(hash)).toBe(true)
  })

  it('generated passwords carry at least 80 bits and can be read out', () => {
    const passwords = make()
    const made = Array.from({ length: 200 }, () => passwords.generate())
    expect(new Set(made).size).toBe(made.length)
    for (const password of made) {
      expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){4}$/)
    }
    const alphabet = new Set(made.join('').replaceAll('-', ''))
    expect(alphabet.size).toBe(31)
    expect(20 * Math.log2(alphabet.size)).toBeGreaterThan(80)
  })
})
