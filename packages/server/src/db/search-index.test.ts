import fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import type { SearchExpression, SearchTerm } from './search-index.ts'

const AREA = '0001da'
const OTHER = '0002da'
const WORDS = ['a', 'ab', 'abc', 'abcd', 'abcde', 'b', 'x'.repeat(14), `${'x'.repeat(14)}y`]

const word = fc.constantFrom(...WORDS)
const area = fc.constantFrom(AREA, OTHER)
const term = fc.record({ area, word })
const sought = fc.oneof(
  term,
  fc.record({
    area,
    word: fc.constantFrom(...WORDS, 'x', 'abcdef', 'c'),
    prefix: fc.constant(true),
  }),
)
const { expression } = fc.letrec<{ expression: SearchExpression }>(tie => {
  const some = fc.array(tie('expression'), { minLength: 1, maxLength: 3 })
  return {
    expression: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      sought,
      fc.record({ all: some }),
      fc.record({ any: some }),
      fc.record({ match: tie('expression'), except: tie('expression') }),
    ) as fc.Arbitrary<SearchExpression>,
  }
})

/** Close to each other, and far apart: engines may keep the newest ones in another way. */
const number = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.integer({ min: 2040, max: 2056 }),
  fc.integer({ min: 4090, max: 4100 }),
  fc.integer({ min: 1, max: 1_000_000 }),
)

function matches(terms: readonly SearchTerm[], part: SearchExpression): boolean {
  if ('all' in part) return part.all.every(inner => matches(terms, inner))
  if ('any' in part) return part.any.some(inner => matches(terms, inner))
  if ('match' in part) return matches(terms, part.match) && !matches(terms, part.except)
  return terms.some(
    one =>
      one.area === part.area &&
      (part.prefix ? one.word.startsWith(part.word) : one.word === part.word),
  )
}

describeEachEngine('full text', get => {
  it('answers what matches, tier by tier, the highest number first, page by page', async () => {
    const { database } = get().server.foundation
    const { search } = database.engine
    const known = new Map<number, SearchTerm[]>()
    const terms = fc.array(term, { minLength: 1, maxLength: 6 })
    const entries = fc.uniqueArray(fc.record({ number, terms }), {
      selector: entry => entry.number,
      maxLength: 4,
    })
    const writes = fc.array(entries, { maxLength: 3 })
    const erased = fc.array(number, { maxLength: 4 })
    const tiers = fc.array(fc.option(expression), { minLength: 1, maxLength: 3 })
    await fc.assert(
      fc.asyncProperty(writes, erased, tiers, fc.nat(4), async (added, gone, asked, more) => {
        await database.write(async tx => {
          for (const some of added) {
            await search.write(tx, some)
            for (const entry of some) known.set(entry.number, entry.terms)
          }
          await search.erase(tx, gone)
          for (const at of gone) known.delete(at)
        })
        const numbers = [...known.keys()].sort((one, other) => other - one)
        const limit = more + 1
        // Tiers have no number in common.
        const seen: SearchExpression[] = []
        const apart = asked.map(tier => {
          if (tier === null) return null
          const part = seen.length === 0 ? tier : { match: tier, except: { any: [...seen] } }
          seen.push(tier)
          return part
        })
        const expected = apart.flatMap((part, tier) =>
          part === null
            ? []
            : numbers
                .filter(at => matches(known.get(at) ?? [], part))
                .map(at => ({ tier, number: at })),
        )
        const found: { tier: number; number: number }[] = []
        for (;;) {
          const page = await search.find(database.db, apart, { after: found.at(-1), limit })
          found.push(...page)
          if (page.length < limit) break
        }
        expect(found).toEqual(expected)
        const parts = apart.filter(part => part !== null)
        if (parts.length > 0) {
          const counts = parts.map(
            part => numbers.filter(at => matches(known.get(at) ?? [], part)).length,
          )
          const most = Math.min(limit, 3) * 2
          expect(await search.count(database.db, parts, 1000)).toEqual(counts)
          expect(await search.count(database.db, parts, most)).toEqual(
            counts.map(count => Math.min(count, most)),
          )
        }
        expect(await search.numbers(database.db, { after: 20, limit: 5 })).toEqual(
          numbers
            .toReversed()
            .filter(at => at > 20)
            .slice(0, 5),
        )
      }),
      { numRuns: 120 },
    )
    expect(known.size).toBeGreaterThan(20)
  }, 120_000)

  it('keeps nothing of what a transaction or a part of one undoes', async () => {
    const { database } = get().server.foundation
    const { search } = database.engine
    const put = (at: number, word: string) => [{ number: at, terms: [{ area: '0003da', word }] }]
    const find = (word: string) =>
      search.find(database.db, [{ area: '0003da', word }], { after: undefined, limit: 9 })
    await database.write(tx => search.write(tx, put(9001, 'kept')))
    await database.write(async tx => {
      await search.write(tx, put(9002, 'first'))
      const part = database.attempt(tx, async () => {
        await search.write(tx, put(9002, 'undone'))
        await search.erase(tx, [9001])
        throw new Error('no')
      })
      await expect(part).rejects.toThrow('no')
    })
    const failed = database.write(async tx => {
      await search.write(tx, put(9003, 'undone'))
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await find('undone')).toEqual([])
    expect(await find('first')).toEqual([{ tier: 0, number: 9002 }])
    expect(await find('kept')).toEqual([{ tier: 0, number: 9001 }])
  })
})
