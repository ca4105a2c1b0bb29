import type { ChangedObject, ContentObject } from '@keywright/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { type Versioned, withEtag } from '../../../app/with-etag.ts'

/** An object and its version: what saving has to name. */
export type VersionedObject = Versioned<ContentObject>

/** The object after a change: what the answer does not tell those who may not read it stays as it was. */
export function afterChange(
  { value }: VersionedObject,
  changed: Versioned<ChangedObject>,
): VersionedObject {
  return { value: { ...value, ...changed.value }, etag: changed.etag }
}

/** Where one object is. */
export interface ObjectAddress {
  domain: string
  type: string
  id: string
}

/** What the key of everything begins with that is read of the objects of a type. */
export function objectsKey(domain: string, type: string) {
  return ['domain', domain, 'content', 'objects', type] as const
}

/** One object with its version. */
export function objectQuery({ domain, type, id }: ObjectAddress) {
  return queryOptions({
    queryKey: [...objectsKey(domain, type), id],
    queryFn: () => withEtag(call => api.objects.read({ params: { domain, type, id } }, call)),
  })
}

/** What an object is called, for references to it. */
export function objectTitleQuery({ domain, type, id }: ObjectAddress) {
  return queryOptions({
    queryKey: [...objectsKey(domain, type), id, 'title'],
    queryFn: async () => {
      const { title, state } = await api.objects.read({ params: { domain, type, id } })
      return { title, state }
    },
    retry: false,
  })
}

/** Versions of an object, newest first. */
export function versionsQuery({ domain, type, id }: ObjectAddress) {
  return infiniteQueryOptions({
    queryKey: [...objectsKey(domain, type), id, 'versions'],
    queryFn: ({ pageParam }) => {
      const query = { limit: 50, ...(pageParam && { cursor: pageParam }) }
      return api.objects.versions({ params: { domain, type, id }, query })
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** One version with its fields, which never change. */
export function versionQuery({ domain, type, id }: ObjectAddress, version: number) {
  return queryOptions({
    queryKey: [...objectsKey(domain, type), id, 'versions', version],
    queryFn: () => api.objects.version({ params: { domain, type, id, version: String(version) } }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

const SHOWN = 8

/** Objects of these types for a list to choose from: by words of their text, or those changed last. */
export function relationSearchQuery(domain: string, types: readonly string[], text: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'content', 'relation-search', types, text],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(types.map(type => find(domain, type, text, signal)))
      return found.flat()
    },
  })
}

async function find(domain: string, type: string, text: string, signal: AbortSignal) {
  const limit = SHOWN
  const { items } =
    text === ''
      ? await api.objects.list(
          { params: { domain, type }, query: { limit, sort: '-updatedAt' } },
          { signal },
        )
      : await api.search.content(
          { params: { domain }, query: { q: text, type, limit } },
          { signal },
        )
  return items.map(({ id, title }) => ({ type, id, title }))
}
