import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { piecesOf, readSought, wordsOf } from './words.ts'

describe('the words of a text', () => {
  it.each([
    ['Grüße, Señor!', ['grüße', 'senor'].map(word => word.replace('ü', 'u'))],
    ['e\u0301te\u0301 ÉTÉ été', ['ete', 'ete', 'ete']],
    ['ΟΔΟΣ οδός', ['οδοσ', 'οδοσ']],
    ['İstanbul ISTANBUL', ['istanbul', 'istanbul']],
    ['ﬁne m² Ⅳ', ['fine', 'm2', 'iv']],
    ['½ cup', ['1', '2', 'cup']],
    ["don't stop-it a_b c.d", ['don', 't', 'stop', 'it', 'a', 'b', 'c', 'd']],
    ['東京タワー', ['東', '京', 'タ', 'ワ', 'ー']],
    ['한국어 ガ', ['한국어'.normalize('NFKD'), 'カ']],
    ['Foo™ ℃', ['foo']],
    ['« — »', []],
    ['\ud800x\udc00', ['x']],
    ['a\0b', ['a', 'b']],
    ['𝒳𝒴 😀😀', ['xy']],
  ])('%j are %j', (text, words) => {
    expect([...wordsOf(text)]).toEqual(words)
  })

  it('are letters and digits that folding again does not change, at most 64 of them', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 })
    fc.assert(
      fc.property(text, fc.nat(70), (part, times) => {
        for (const word of wordsOf(part + 'ﬃ'.repeat(times))) {
          expect(word).toMatch(/^[\p{L}\p{N}]+$/u)
          expect([...word].length).toBeLessThanOrEqual(64)
          expect([...wordsOf(word)].join('')).toBe(word)
        }
      }),
    )
  })

  it('come from pieces that lie in the text in their order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), text => {
        let end = 0
        const words: string[] = []
        for (const piece of piecesOf(text)) {
          expect(piece.start).toBeGreaterThanOrEqual(end)
          expect(piece.end).toBeGreaterThan(piece.start)
          end = piece.end
          words.push(...piece.words)
        }
        expect(end).toBeLessThanOrEqual(text.length)
        expect(words).toEqual([...wordsOf(text)])
      }),
    )
  })

  it('are found in a megabyte of anything in an instant', () => {
    for (const unit of ['a', 'a ', 'ﷺ', '\u0301', 'é', '東', '😀', '-']) {
      const startedAt = performance.now()
      let count = 0
      for (const word of wordsOf(unit.repeat(100_000))) count += word.length > 0 ? 1 : 0
      expect(count).toBeLessThanOrEqual(400_000)
      expect(performance.now() - startedAt).toBeLessThan(5000)
    }
  })
})

describe('what is looked for', () => {
  it('is whole words, and a last one that may go on', () => {
    expect(readSought('Red  rÉd blue "gre')).toEqual({ whole: ['red', 'blue'], last: 'gre' })
    expect(readSought('foo foo')).toEqual({ whole: ['foo'], last: 'foo' })
    expect(readSought('?!')).toEqual({ whole: [], last: undefined })
  })

  it('is at most twenty words', () => {
    const { whole, last } = readSought(Array.from({ length: 90 }, (_, at) => `w${at}`).join(' '))
    expect([whole.length, last]).toEqual([19, 'w19'])
  })
})
