import type { Api } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

/** An API and its version: what a change has to name so that nobody's work is overwritten. */
export interface VersionedApi {
  value: Api
  etag: string
}

/** One API with its version. Editing begins with it, so it is not read again by itself. */
export function apiQuery(domain: string, slug: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'apis', slug],
    queryFn: () => withEtag(call => api.apis.read({ params: { domain, api: slug } }, call)),
    refetchOnWindowFocus: false,
  })
}

/** Makes a call that answers an API, and keeps its version. */
export async function withEtag(
  call: (options: { onEtag: (etag: string) => void }) => Promise<Api>,
): Promise<VersionedApi> {
  let etag = ''
  const value = await call({
    onEtag: read => {
      etag = read
    },
  })
  return { value, etag }
}
