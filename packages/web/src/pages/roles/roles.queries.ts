import type { endpoints, ResponseBody } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { type Versioned, withEtag } from '../../app/with-etag.ts'

/** A role of a domain. */
export type Role = ResponseBody<typeof endpoints.roles.read>

/** A role and its version, which does not change with who has the role. */
export type VersionedRole = Versioned<Role>

/** One resource of the permission matrix. */
export type Resource = ResponseBody<typeof endpoints.roles.resources>['items'][number]

/** One role with its version. */
export function roleQuery(domain: string, name: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'roles', name],
    queryFn: () => withEtag(call => api.roles.read({ params: { domain, name } }, call)),
  })
}
