import type { endpoints, ResponseBody } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

/** A role of a domain. */
export type Role = ResponseBody<typeof endpoints.roles.read>

/** One resource of the permission matrix. */
export type Resource = ResponseBody<typeof endpoints.roles.resources>['items'][number]

/** One role, with the ETag that a later change of it names. */
export function roleQuery(domain: string, name: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'roles', name],
    async queryFn(): Promise<{ role: Role; etag: string | undefined }> {
      let etag: string | undefined
      const role = await api.roles.read(
        { params: { domain, name } },
        {
          onEtag: found => {
            etag = found
          },
        },
      )
      return { role, etag }
    },
  })
}
