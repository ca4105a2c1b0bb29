import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

/** Whether a domain has a shared secret, and what is known about it; never the secret itself. */
export function sharedSecretQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'shared-secret'],
    queryFn: async () => (await api.sharedSecret.read({ params: { domain } })).sharedSecret,
  })
}
