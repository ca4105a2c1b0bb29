import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createInnerNames, namesOf } from './graphql-names.ts'

/** Names of content types that come close to each other. */
const typeName = fc
  .array(
    fc.constantFrom('a', 's', '_', '1', '0', '_by_id', '_by_slug', '_list', '_filter', '_slice'),
    {
      maxLength: 6,
    },
  )
  .map(parts => `a${parts.join('')}`)

const SUFFIXES = ['', 'Filter', 'Slice', 'Input', 'Patch']

it.each([
  ['article', 'Article', 'article', 'articleBySlug', 'articles'],
  ['blog_post', 'BlogPost', 'blogPost', 'blogPostBySlug', 'blogPosts'],
  ['price_list', 'PriceList', 'priceList', 'priceListBySlug', 'priceLists'],
  ['news', 'News', 'newsById', 'newsBySlug', 'newsList'],
  ['news_list', 'NewsList', 'newsList_1', 'newsList_1BySlug', 'newsList_1s'],
  ['item_2', 'Item_02', 'item_02', 'item_02BySlug', 'item_02s'],
  ['file', 'File_1', 'file', 'fileBySlug', 'files'],
  ['air_filter', 'AirFilter_1', 'airFilter', 'airFilterBySlug', 'airFilters'],
])('%s is %s, %s, %s and %s', (name, type, one, bySlug, list) => {
  expect(namesOf(name)).toEqual({ type, one, bySlug, list })
})

it('no two content types have a name of a type or of a root field in common', () => {
  fc.assert(
    fc.property(fc.uniqueArray(typeName, { minLength: 2, maxLength: 30 }), names => {
      const types = names.flatMap(name => SUFFIXES.map(suffix => namesOf(name).type + suffix))
      expect(new Set(types).size).toBe(types.length)
      const fields = names.flatMap(name => {
        const { one, bySlug, list } = namesOf(name)
        return [one, bySlug, list]
      })
      expect(new Set(fields).size).toBe(fields.length)
      for (const name of [...types, ...fields])
        expect(name).toMatch(/^(?!__)[A-Za-z_][A-Za-z0-9_]*$/)
    }),
    { numRuns: 2000 },
  )
})

it('what lies inside a content type has no name of another one, nor one of its siblings', () => {
  const path = fc.array(fc.constantFrom('a', 'b_c', 'Input', '_'.padStart(2, 'x'), 'seo'), {
    minLength: 1,
    maxLength: 3,
  })
  fc.assert(
    fc.property(typeName, typeName, fc.array(path, { maxLength: 10 }), (one, other, paths) => {
      const nameInner = createInnerNames(namesOf(one).type)
      const inner = paths.flatMap(steps => [nameInner(steps), nameInner(steps, 'Input')])
      expect(new Set(inner).size).toBe(inner.length)
      const outer = SUFFIXES.map(suffix => namesOf(other).type + suffix)
      expect(inner.filter(name => outer.includes(name))).toEqual([])
    }),
    { numRuns: 1000 },
  )
})
