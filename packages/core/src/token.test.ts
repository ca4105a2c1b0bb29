import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crc32 } from './crc32.ts'
import {
  createToken,
  isTokenPrefix,
  isWellFormedToken,
  maskToken,
  maskTokensIn,
  parseToken,
  type RandomBytes,
  TOKEN_PATTERN,
} from './token.ts'

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const anyPrefix = fc.stringMatching(/^[a-z0-9]{2,16}$/)
const anyToken = fc
  .tuple(anyPrefix, fc.integer())
  .map(([prefix, seed]) => createToken(prefix, seededBytes(seed)))

describe('crc32', () => {
  it('gives the check value of the standard', () => {
    expect(crc32('123456789')).toBe(0xcbf43926)
    expect(crc32('')).toBe(0)
  })
})

describe('a token', () => {
  it('is well formed, and shows its prefix and last four characters', () => {
    fc.assert(
      fc.property(anyPrefix, fc.integer(), (prefix, seed) => {
        const token = createToken(prefix, seededBytes(seed))
        expect(token).toMatch(new RegExp(`^${TOKEN_PATTERN}$`))
        expect(token).toHaveLength(prefix.length + 1 + 43 + 6)
        expect(isWellFormedToken(token)).toBe(true)
        expect(parseToken(token)).toEqual({ prefix, lastFour: token.slice(-4) })
      }),
    )
  })

  it('keeps its format: one token for one stream of bytes', () => {
    const zeros: RandomBytes = length => new Uint8Array(length)
    expect(createToken('kw', zeros)).toBe(`kw_${'0'.repeat(43)}${ZEROS_CHECKSUM}`)
  })

  it('is refused after any change of one character', () => {
    const token = createToken('kw', seededBytes(1))
    for (let position = 0; position < token.length; position++) {
      for (const character of `${BASE62}_-. `) {
        if (character === token.charAt(position)) continue
        expect(isWellFormedToken(replaceAt(token, position, character))).toBe(false)
      }
    }
  })

  it('is refused after any change of one character, whatever the token and the character', () => {
    fc.assert(
      fc.property(
        anyToken,
        fc.nat(),
        fc.oneof(
          fc.constantFrom(...BASE62),
          fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
        ),
        (token, anywhere, character) => {
          const position = anywhere % token.length
          fc.pre(character !== token.charAt(position))
          const changed = replaceAt(token, position, character)
          expect(isWellFormedToken(changed)).toBe(false)
          expect(parseToken(changed)).toBeUndefined()
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is refused when a character is missing or added at an end, or the case is turned', () => {
    fc.assert(
      fc.property(anyToken, token => {
        for (const changed of [token.slice(1), token.slice(0, -1), `${token}0`, `a${token}`]) {
          expect(isWellFormedToken(changed)).toBe(false)
        }
        expect(isWellFormedToken(token.toUpperCase())).toBe(false)
      }),
    )
  })

  it('is never seen in other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
        expect(isWellFormedToken(text)).toBe(false)
      }),
    )
    for (const text of ['', '_', 'kw_', `kw_${'0'.repeat(49)}`, `kw-${'0'.repeat(49)}`]) {
      expect(isWellFormedToken(text)).toBe(false)
    }
  })

  it('has every character at every place equally often', () => {
    const tokens = 20_000
    const randomBytes = seededBytes(42)
    const counts = Array.from({ length: 43 }, () => new Map<string, number>())
    for (let index = 0; index < tokens; index++) {
      const secret = createToken('kw', randomBytes).slice(3, 46)
      counts.forEach((count, place) => {
        const character = secret.charAt(place)
        count.set(character, (count.get(character) ?? 0) + 1)
      })
    }
    const expected = tokens / 62
    for (const count of counts) {
      const chiSquare = [...BASE62].reduce(
        (sum, character) => sum + ((count.get(character) ?? 0) - expected) ** 2 / expected,
        0,
      )
      // 61 degrees of freedom: chance exceeds 130 once in a million.
      expect(chiSquare).toBeLessThan(130)
    }
  })

  it('is not made from a source that gives too few bytes', () => {
    expect(() => createToken('kw', () => new Uint8Array(0))).toThrow(RangeError)
  })
})

describe('a token prefix', () => {
  it.each(['kw', 'a1', '42', 'abcdefghijklmnop'])('may be %s', prefix => {
    expect(isTokenPrefix(prefix)).toBe(true)
    expect(isWellFormedToken(createToken(prefix, seededBytes(7)))).toBe(true)
  })

  it.each(['', 'k', 'KW', 'k_w', 'k-w', 'kw\n', 'kẃ', 'abcdefghijklmnopq'])(
    'may not be %j',
    prefix => {
      expect(isTokenPrefix(prefix)).toBe(false)
      expect(() => createToken(prefix, seededBytes(7))).toThrow(RangeError)
      const unsigned = `${prefix}_${'0'.repeat(43)}`
      expect(isWellFormedToken(unsigned + base62(crc32(unsigned)))).toBe(false)
    },
  )
})

describe('masking', () => {
  it('shows the prefix and the last four characters', () => {
    expect(maskToken('kw', 'x7Qd')).toBe('kw_…x7Qd')
  })

  it('leaves no token in a text, wherever it stands', () => {
    fc.assert(
      fc.property(anyToken, anyToken, fc.string(), fc.string(), (one, other, before, after) => {
        const masked = maskTokensIn(`${before}${one} ${before}${other}${after}`)
        for (const token of [one, other]) {
          expect(masked).not.toContain(token.slice(-49, -4))
          expect(masked).toContain(`_…${token.slice(-4)}`)
        }
      }),
    )
  })

  it('masks a token that was mistyped', () => {
    const token = createToken('kw', seededBytes(3))
    const mistyped = replaceAt(token, 10, token.charAt(10) === 'a' ? 'b' : 'a')
    expect(maskTokensIn(`Bearer ${mistyped}`)).toBe(`Bearer kw_…${token.slice(-4)}`)
  })

  it('leaves other text as it is', () => {
    const text = 'GET /v1/domains/main/keys/key_01h455vb4pex5vsknk084sn02q 200'
    expect(maskTokensIn(text)).toBe(text)
  })
})

/** The CRC-32 of `kw_` and 43 zeros as zlib computes it, in base62. */
const ZEROS_CHECKSUM = '4RAm10'

function base62(value: number): string {
  return Array.from({ length: 6 }, (_, place) =>
    BASE62.charAt(Math.floor(value / 62 ** (5 - place)) % 62),
  ).join('')
}

function replaceAt(text: string, position: number, character: string): string {
  return text.slice(0, position) + character + text.slice(position + 1)
}

/** A repeatable source of bytes (mulberry32). */
function seededBytes(seed: number): RandomBytes {
  let state = seed
  return length =>
    Uint8Array.from({ length }, () => {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 8) & 0xff
    })
}
