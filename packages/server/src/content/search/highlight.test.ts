import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { highlight } from './highlight.ts'
import { readSought } from './words.ts'

const show = (texts: string[], query: string) =>
  highlight(texts, readSought(query))
    .map(({ text, match }) => (match ? `[${text}]` : text))
    .join('')

describe('an excerpt', () => {
  it('marks words as they are written, whatever their case and marks', () => {
    expect(show(['Der Käse, die KÄSEREI und kase'], 'kase')).toBe(
      'Der [Käse], die [KÄSEREI] und [kase]',
    )
    expect(show(['one two onetwo'], 'one tw')).toBe('[one] [two] onetwo')
  })

  it('stands around the first match, cut at words', () => {
    const text = `${'before '.repeat(50)}needle${' after'.repeat(80)}`
    const shown = show([text], 'needle')
    expect(shown).toMatch(/^…(before )+\[needle\]( after)+…$/)
    expect(shown.length).toBeGreaterThan(150)
    expect(shown.length).toBeLessThan(210)
  })

  it('is of the first text that has a match, else the beginning of the first text', () => {
    expect(show(['nothing', 'a match'], 'match')).toBe('a [match]')
    expect(show([' ', 'plain text'], 'else')).toBe('plain text')
    expect(show([], 'else')).toBe('')
  })

  it('is looked for in so many texts only, however many there are, and always in the title', () => {
    const sought = readSought('needle')
    const texts = [...Array.from({ length: 2000 }, () => 'hay'), 'a needle']
    expect(highlight(texts, sought)).toEqual([{ text: 'hay', match: false }])
    expect(highlight(texts, sought, 'The needle')).toContainEqual({ text: 'needle', match: true })
    expect(highlight(texts.slice(1500), sought)).toContainEqual({ text: 'needle', match: true })
  })

  it('is text that nothing is done to: markup stays what it was', () => {
    expect(show(['<b onclick=x>bold</b>\n\n# t'], 'bold')).toBe('<b onclick=x>[bold]</b> # t')
  })

  it('is at most about 200 characters of the text, with no half of a pair, whatever the text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('needle', ' needle ', '😀'.repeat(150), 'x'.repeat(300), ' '.repeat(100)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), parts => {
        const text = parts.join('')
        const pieces = highlight([text], readSought('needle'))
        const all = pieces.map(piece => piece.text).join('')
        expect(all.length).toBeLessThanOrEqual(EXCERPT_AT_MOST)
        if (!HALF.test(text)) expect(all).not.toMatch(HALF)
        expect(pieces.every(piece => piece.text !== '')).toBe(true)
      }),
    )
  })
})

/** Half of a surrogate pair. */
const HALF = /\p{Surrogate}/u

/** 200, two ellipses, and a first match that is as long as a word may be. */
const EXCERPT_AT_MOST = 210
