import type { endpoints, ResponseBody } from '@keywright/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { withEtag } from '../../app/with-etag.ts'

/** Somebody on this instance, with their domains. */
export type TeamMember = ResponseBody<typeof endpoints.team.read>

/** A domain of this instance, whoever its members are. */
export type InstanceDomain = ResponseBody<typeof endpoints.team.domains>['items'][number]

/** Everybody on this instance, page by page. */
export function teamQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ['team', 'list', search],
    queryFn: ({ pageParam }) =>
      api.team.list({
        query: {
          limit: 50,
          ...(search !== '' && { search }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** Pending invitations to any domain, the newest ones. */
export const teamInvitationsQuery = queryOptions({
  queryKey: ['team', 'invitations'],
  queryFn: () => api.team.invitations({ query: { limit: 200 } }),
})

/** The roles of any domain, for lists to choose from. */
export function teamRolesQuery(domain: string) {
  return queryOptions({
    queryKey: ['team', 'roles', domain],
    queryFn: async () =>
      (await api.team.roles({ params: { domain }, query: { limit: 200 } })).items,
  })
}

/** What somebody is in any domain, with the version of their membership. */
export function teamMembershipQuery(id: string, domain: string) {
  return queryOptions({
    queryKey: ['team', id, 'memberships', domain],
    queryFn: () => withEtag(call => api.team.readMembership({ params: { id, domain } }, call)),
  })
}

/** One person of this instance, with the version of their account. */
export function teamMemberQuery(id: string) {
  return queryOptions({
    queryKey: ['team', id],
    queryFn: () => withEtag(call => api.team.read({ params: { id } }, call)),
  })
}

/** Where somebody is signed in, the session used last first. */
export function teamSessionsQuery(id: string) {
  return queryOptions({
    queryKey: ['team', id, 'sessions'],
    queryFn: async () => (await api.team.sessions({ params: { id } })).items,
  })
}

/** Every domain of this instance, by slug. */
export const teamDomainsQuery = queryOptions({
  queryKey: ['team', 'domains'],
  async queryFn(): Promise<InstanceDomain[]> {
    const domains: InstanceDomain[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: ResponseBody<typeof endpoints.team.domains> = await api.team.domains({
        query: { limit: 200, ...(cursor !== '' && { cursor }) },
      })
      domains.push(...page.items)
      cursor = page.nextCursor
    }
    return domains
  },
})
