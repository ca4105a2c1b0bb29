import type { ChangedObject, ContentObject } from '@keywright/contract'
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
} from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { objectsKey } from '../object/object.queries.ts'
import { filtersAmong } from './conditions.ts'

/** What is asked of a list of objects. */
export interface Listing {
  q: string | undefined
  state: ContentObject['state'] | undefined
  /** JSON, as the contract has it. */
  filter: string | undefined
  sort: string
  /** The fields that are shown, separated by commas; undefined: all. */
  fields: string | undefined
  /** Whether titles of what is referred to are shown. */
  hydrate: '0' | '1'
}

/** A part of a list. */
interface ObjectsPart {
  items: ContentObject[]
  nextCursor: string | null
}

const ROWS = 50
/** Hits that are looked up at once. */
const HITS = 50
/** Nobody waits for more of them. */
const MOST_TRIES = 5
/** Lists longer than that are read again only when they are asked for. */
const REFRESHED_PARTS = 4

/** Objects of a type, part by part; while the list is narrowed further, the one before stays. */
export function objectListQuery(domain: string, type: string, listing: Listing) {
  return infiniteQueryOptions({
    queryKey: [...objectsKey(domain, type), 'list', listing],
    queryFn: ({ pageParam, signal }): Promise<ObjectsPart> =>
      listing.q === undefined
        ? readPart(domain, type, listing, pageParam, signal)
        : findPart(domain, type, listing, listing.q, pageParam, signal),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= REFRESHED_PARTS,
  })
}

function readPart(
  domain: string,
  type: string,
  { state, filter, sort, fields, hydrate }: Listing,
  cursor: string,
  signal: AbortSignal,
): Promise<ObjectsPart> {
  const query = {
    sort,
    ...(fields !== undefined && { fields }),
    hydrate,
    limit: ROWS,
    ...(state && { state }),
    ...(filter !== undefined && { filter }),
    ...(cursor !== '' && { cursor }),
  }
  return api.objects.list({ params: { domain, type }, query }, { signal })
}

/**
 * What has the words, the best first; of these, what the filters let through. Where they let hardly
 * anything through, a part may be empty and there is more all the same.
 */
async function findPart(
  domain: string,
  type: string,
  listing: Listing,
  q: string,
  from: string,
  signal: AbortSignal,
): Promise<ObjectsPart> {
  let cursor: string | null = from
  for (let tries = 0; tries < MOST_TRIES && cursor !== null; tries++) {
    const query = { q, type, limit: HITS, ...(cursor !== '' && { cursor }) }
    const hits: Awaited<ReturnType<typeof api.search.content>> = await api.search.content(
      { params: { domain }, query },
      { signal },
    )
    cursor = hits.nextCursor
    const ids = hits.items.map(({ id }) => id)
    const filters = filtersAmong(ids, listing.filter)
    const parts = await Promise.all(
      filters.map(filter => readPart(domain, type, { ...listing, filter }, '', signal)),
    )
    const items = parts.flatMap(part => part.items)
    if (items.length > 0) {
      items.sort((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
      return { items, nextCursor: cursor }
    }
  }
  return { items: [], nextCursor: cursor }
}

/** Shows in all lists what has changed, without reading them again. */
export function updateLists(
  client: QueryClient,
  domain: string,
  type: string,
  changed: readonly ChangedObject[],
  deleted: readonly string[] = [],
): void {
  const key = objectsKey(domain, type)
  const now = new Map(changed.map(object => [object.id, object]))
  const gone = new Set(deleted)
  for (const query of client.getQueryCache().findAll({ queryKey: [...key, 'list'] })) {
    // The last part of the key of a list is what it was asked.
    const { state } = query.queryKey.at(-1) as Listing
    client.setQueryData<InfiniteData<ObjectsPart>>(query.queryKey, list => {
      if (!list) return list
      const pages = list.pages.map(page => ({
        ...page,
        items: page.items.flatMap(row => {
          if (gone.has(row.id)) return []
          const after = now.get(row.id)
          if (!after) return [row]
          // Publishing changes no field, and those of the row have titles in them.
          return state === undefined || after.state === state
            ? [{ ...row, ...after, fields: row.fields }]
            : []
        }),
      }))
      return { ...list, pages }
    })
  }
  void client.invalidateQueries({
    queryKey: key,
    predicate: ({ queryKey }) => queryKey[key.length] !== 'list',
  })
}

/** Reads all lists of a type anew from their beginning: there may be more objects, anywhere. */
export function resetLists(client: QueryClient, domain: string, type: string): void {
  const key = objectsKey(domain, type)
  void client.resetQueries({ queryKey: [...key, 'list'] })
  void client.invalidateQueries({ queryKey: key })
}
