import type { Key } from '@keywright/contract'
import { expect, it } from 'vitest'
import type { KeyPages } from '../../keys/key-cache.ts'
import { withHead } from './list-head.ts'

const list = (...pages: string[]): KeyPages => ({
  pages: pages.map((ids, index) => ({
    items: keys(ids),
    nextCursor: index === pages.length - 1 ? 'more' : `after ${index}`,
  })),
  pageParams: pages.map((_, index) => (index === 0 ? '' : `after ${index - 1}`)),
})

it('keys that new ones push out of the first page are still there, and each is there once', () => {
  const after = withHead(list('abcd', 'efgh'), { items: keys('xyab'), nextCursor: 'after b' })
  expect(idsOf(after)).toEqual(['xyabcd', 'efgh'])
  expect(after.pages[0]?.nextCursor).toBe('after 0')
})

it('a key that is gone from the first page leaves the list', () => {
  const after = withHead(list('abcd', 'efgh'), { items: keys('acde'), nextCursor: 'after e' })
  expect(idsOf(after)).toEqual(['acde', 'fgh'])
})

it('a key that came to the front is no longer where it was', () => {
  const after = withHead(list('abcd', 'efgh'), { items: keys('gabc'), nextCursor: 'after c' })
  expect(idsOf(after)).toEqual(['gabcd', 'efh'])
})

it('a list of which nothing is known any more begins afresh', () => {
  const head = { items: keys('wxyz'), nextCursor: 'after z' }
  expect(withHead(list('abcd', 'efgh'), head)).toEqual({ pages: [head], pageParams: [''] })
})

it('a list that has become short is all of what the server answers', () => {
  const head = { items: keys('ab'), nextCursor: null }
  expect(withHead(list('abcd', 'efgh'), head)).toEqual({ pages: [head], pageParams: [''] })
})

/** Keys of which nothing but the id is looked at. */
function keys(ids: string): Key[] {
  return [...ids].map(id => ({ id }) as Key)
}

function idsOf({ pages }: KeyPages): string[] {
  return pages.map(({ items }) => items.map(({ id }) => id).join(''))
}
