import type { Key } from '@keywright/contract'
import type { InfiniteData, Query, QueryClient } from '@tanstack/react-query'
import type { KeyFilters } from '../app/queries.ts'

/** A part of a list of keys, as the server answers it. */
export interface KeyPage {
  items: Key[]
  nextCursor: string | null
}

/** A list of keys, as far as it was read. */
export type KeyPages = InfiniteData<KeyPage, unknown>

/** Of a list of more pages, only the first is read again. */
const FEW_PAGES = 3

/** Whether somebody has scrolled so far that to read the list again would take many requests. */
export function isLong(list: KeyPages | undefined): boolean {
  return (list?.pages.length ?? 0) > FEW_PAGES
}

/**
 * Takes changed keys over into the lists that were read: what is shown changes at once, and is read
 * again only where a key may have come or gone for another reason than its state. Lists that are not
 * shown are read again when they are opened, as is everything else of the domain.
 */
export function updateKeys(client: QueryClient, domain: string, keys: readonly Key[]): void {
  const changed = new Map(keys.map(key => [key.id, key]))
  const asShown = new Set<Query>()
  const lists = client.getQueryCache().findAll({ queryKey: ['domain', domain, 'keys', 'list'] })
  for (const list of lists) {
    const { queryKey } = list
    const data = client.getQueryData<KeyPages>(queryKey)
    if (!data) continue
    // The fourth part of a list's name is what it is narrowed to.
    const filters = (queryKey[4] ?? {}) as KeyFilters
    const held = new Set(data.pages.flatMap(page => page.items.map(({ id }) => id)))
    const isComplete = keys.every(key => held.has(key.id) || !mayHold(filters, key))
    if (isLong(data) && !list.isActive() && !isComplete) {
      // Nothing but its beginning would be read again.
      client.removeQueries({ queryKey, exact: true })
      continue
    }
    const isFetching = list.state.fetchStatus !== 'idle'
    // What is on its way was read before the change, and goes on from the list as it was.
    if (isFetching) void client.cancelQueries({ queryKey, exact: true })
    const { dataUpdatedAt, isInvalidated } = list.state
    client.setQueryData<KeyPages>(queryKey, data => data && withChanged(data, filters, changed), {
      updatedAt: dataUpdatedAt,
    })
    const isSure = isComplete && keys.every(key => isDecidable(filters, key))
    if (list.isActive() && isSure && !isFetching && !isInvalidated) asShown.add(list)
  }
  void client.invalidateQueries({
    queryKey: ['domain', domain],
    predicate: query => !asShown.has(query),
  })
}

function withChanged(
  list: KeyPages,
  filters: KeyFilters,
  changed: ReadonlyMap<string, Key>,
): KeyPages {
  const pages = list.pages.map(page => ({
    ...page,
    items: page.items
      .map(key => changed.get(key.id) ?? key)
      .filter(key => !changed.has(key.id) || mayHold(filters, key)),
  }))
  return { ...list, pages }
}

/** Whether a key can be in a list. Without a state, a list holds all keys but the revoked ones. */
function mayHold({ kind, state }: KeyFilters, key: Key): boolean {
  if (kind !== undefined && key.kind !== kind) return false
  return state === undefined ? key.state !== 'revoked' : key.state === state
}

/** Whether that is all there is to it: what else a list is narrowed to, the server knows best. */
function isDecidable({ kind, state, sort, ...others }: KeyFilters, key: Key): boolean {
  return (
    !mayHold({ kind, state }, key) || Object.values(others).every(filter => filter === undefined)
  )
}
