import type { Api } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { type Versioned, withEtag } from '../../app/with-etag.ts'

/** An API and its version. */
export type VersionedApi = Versioned<Api>

/** One API with its version. Editing begins with it, so it is not read again by itself. */
export function apiQuery(domain: string, slug: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'apis', slug],
    queryFn: () => withEtag(call => api.apis.read({ params: { domain, api: slug } }, call)),
    refetchOnWindowFocus: false,
  })
}
