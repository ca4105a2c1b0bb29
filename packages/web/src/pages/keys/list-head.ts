import type { Key } from '@keywright/contract'
import type { KeyPage, KeyPages } from '../../keys/key-cache.ts'

/**
 * A list with its beginning as it is now, so that a long list needs not be read again as a whole. What
 * new keys pushed out of the first page stays behind it. Where all of the first page is new, the list
 * begins afresh: there may be more in between.
 */
export function withHead(list: KeyPages, head: KeyPage): KeyPages {
  const [first, ...rest] = list.pages
  const ids = new Set(head.items.map(({ id }) => id))
  const isElsewhere = ({ id }: Key) => !ids.has(id)
  const lastKnown = first?.items.findLastIndex(key => !isElsewhere(key)) ?? -1
  if (!first || lastKnown < 0 || head.nextCursor === null) {
    return { pages: [head], pageParams: list.pageParams.slice(0, 1) }
  }
  const begin = {
    items: [...head.items, ...first.items.slice(lastKnown + 1)],
    nextCursor: first.nextCursor,
  }
  // A key may have come to the front, as by its use.
  const others = rest.map(page =>
    page.items.every(isElsewhere) ? page : { ...page, items: page.items.filter(isElsewhere) },
  )
  return { ...list, pages: [begin, ...others] }
}
