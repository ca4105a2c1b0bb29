import type { Key } from '@keywright/contract'
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { KeyFilters } from '../app/queries.ts'

/** A part of a list of keys, as the server answers it. */
export interface KeyPage {
  items: Key[]
  nextCursor: string | null
}

/**
 * Takes changed keys over into all lists that were read. To read a list again would mean to read every
 * page that somebody has scrolled through. What else was read of the domain is read again.
 */
export function updateKeys(client: QueryClient, domain: string, keys: readonly Key[]): void {
  const changed = new Map(keys.map(key => [key.id, key]))
  const lists = client.getQueryCache().findAll({ queryKey: ['domain', domain, 'keys', 'list'] })
  for (const { queryKey } of lists) {
    // The fourth part of a list's name is what it is narrowed to.
    const { state } = (queryKey[4] ?? {}) as KeyFilters
    client.setQueryData<InfiniteData<KeyPage, string>>(queryKey, data => {
      if (!data) return data
      const pages = data.pages.map(page => ({
        ...page,
        items: page.items.map(key => changed.get(key.id) ?? key).filter(key => isIn(state, key)),
      }))
      return { ...data, pages }
    })
  }
  void client.invalidateQueries({
    queryKey: ['domain', domain],
    predicate: ({ queryKey }) => !(queryKey[2] === 'keys' && queryKey[3] === 'list'),
  })
}

/** Without a state, a list holds all keys but the revoked ones. */
function isIn(state: KeyFilters['state'], key: Key): boolean {
  return state === undefined ? key.state !== 'revoked' : key.state === state
}
