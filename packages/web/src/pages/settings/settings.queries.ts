import type { endpoints, ResponseBody } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { domainQuery } from '../../app/queries.ts'
import { type Versioned, withEtag } from '../../app/with-etag.ts'

/** A domain with its settings. */
export type Domain = ResponseBody<typeof endpoints.domains.read>

/** A domain and its version. */
export type VersionedDomain = Versioned<Domain>

/** A domain with its version, which a change of it names. */
export function versionedDomainQuery(domain: string) {
  return queryOptions({
    queryKey: [...domainQuery(domain).queryKey, 'versioned'],
    queryFn: () => withEtag(call => api.domains.read({ params: { domain } }, call)),
  })
}

/** Whether a domain has a shared secret, and what is known about it; never the secret itself. */
export function sharedSecretQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'shared-secret'],
    queryFn: async () => (await api.sharedSecret.read({ params: { domain } })).sharedSecret,
  })
}
