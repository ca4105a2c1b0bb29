import type { endpoints, Key, ResponseBody } from '@keywright/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { withEtag } from '../../app/with-etag.ts'

/** Somebody in a domain. */
export type Member = ResponseBody<typeof endpoints.users.read>

/** An invitation that was sent to somebody. */
export type Invitation = ResponseBody<typeof endpoints.invitations.list>['items'][number]

/** An invitation with its link, which is in this answer and nowhere else. */
export type MadeInvitation = ResponseBody<typeof endpoints.invitations.create>

/** So many keys are looked at when it is said what becomes of them. */
export const MAX_LOOKED_AT = 50

/** The users of a domain, page by page. */
export function membersQuery(domain: string, search: string) {
  return infiniteQueryOptions({
    queryKey: ['domain', domain, 'users', 'list', search],
    queryFn: ({ pageParam }) =>
      api.users.list({
        params: { domain },
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

/** One user of a domain, with the version of their membership. */
export function memberQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'users', id, 'versioned'],
    queryFn: () => withEtag(call => api.users.read({ params: { domain, id } }, call)),
  })
}

/** Invitations that wait for an answer, the newest ones. */
export function invitationsQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'invitations'],
    queryFn: () => api.invitations.list({ params: { domain }, query: { limit: 200 } }),
  })
}

/** Keys that act as somebody, and the permissions of the roles that these keys have themselves. */
export interface ActingKeys {
  keys: Key[]
  /** There are more keys than were looked at. */
  hasMore: boolean
  roles: ReadonlyMap<string, readonly string[]>
}

/** The keys that act as a user, those used last first and no more than `MAX_LOOKED_AT` of them. */
export function actingKeysQuery(domain: string, userId: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', 'acting', userId],
    async queryFn(): Promise<ActingKeys> {
      const { items, nextCursor } = await api.keys.list({
        params: { domain },
        query: { actsAs: userId, limit: MAX_LOOKED_AT, sort: '-lastUsedAt' },
      })
      const names = [...new Set(items.flatMap(key => key.role ?? []))]
      const roles = await Promise.all(
        names.map(name => api.roles.read({ params: { domain, name } })),
      )
      return {
        keys: items,
        hasMore: nextCursor !== null,
        roles: new Map(roles.map(({ name, permissions }) => [name, permissions])),
      }
    },
  })
}
