import fc from 'fast-check'
import { expect, it } from 'vitest'
import { orderByReferences } from './reference-order.ts'

const rows = fc.array(
  fc.record({
    id: fc.option(fc.integer({ min: 0, max: 12 }).map(String), { nil: undefined }),
    refers: fc.array(fc.integer({ min: 0, max: 14 }).map(String), { maxLength: 3 }),
  }),
  { maxLength: 14 },
)

it('puts every row once, after what it refers to, or into one group with it', () => {
  fc.assert(
    fc.property(rows, given => {
      const groups = orderByReferences(given)
      expect(groups.flat().sort((a, b) => a - b)).toEqual(given.map((_, index) => index))
      const placeOf = new Map(groups.flatMap((group, place) => group.map(row => [row, place])))
      for (const [index, { refers }] of given.entries()) {
        for (const id of refers) {
          const target = given.findIndex(row => row.id === id)
          if (target === -1) continue
          expect(placeOf.get(target)).toBeLessThanOrEqual(placeOf.get(index) ?? -1)
        }
      }
    }),
  )
})

it('puts rows together only where each leads to the other', () => {
  fc.assert(
    fc.property(rows, given => {
      const first = (id: string) => given.findIndex(row => row.id === id)
      const leads = (from: number, to: number, seen = new Set<number>()): boolean => {
        if (from === to) return true
        if (seen.has(from)) return false
        seen.add(from)
        const row = given[from]
        const earlier = given
          .slice(0, from)
          .findLastIndex(({ id }) => id !== undefined && id === row?.id)
        return [...(row?.refers ?? []).map(first), earlier].some(
          next => next >= 0 && leads(next, to, seen),
        )
      }
      for (const group of orderByReferences(given)) {
        for (const one of group) for (const other of group) expect(leads(one, other)).toBe(true)
      }
    }),
  )
})

it('keeps the order of rows that refer to nothing, and of rows with one id', () => {
  const given = ['a', undefined, 'b', 'a', 'c', 'a'].map(id => ({ id, refers: [] }))
  expect(orderByReferences(given)).toEqual([[0], [1], [2], [3], [4], [5]])
})

it('follows a chain through a hundred thousand rows', () => {
  const count = 100_000
  const given = Array.from({ length: count }, (_, n) => ({ id: `${n}`, refers: [`${n + 1}`] }))
  const groups = orderByReferences(given)
  expect(groups).toHaveLength(count)
  expect(groups[0]).toEqual([count - 1])
})
