import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { domainsQuery } from '../../app/queries.ts'
import { type TeamMember, teamQuery } from './team.queries.ts'

/** A domain to choose. */
export type KnownDomain = Pick<TeamMember['memberships'][number]['domain'], 'id' | 'slug' | 'name'>

/**
 * The domains that can be chosen here: one's own, and those of the people on the first page of the
 * team. Whoever administers the instance belongs to some domains and not to others.
 */
export function useKnownDomains(): readonly KnownDomain[] {
  const { data: own = [] } = useQuery(domainsQuery)
  const { data: team } = useInfiniteQuery(teamQuery(''))
  const others = (team?.pages ?? []).flatMap(({ items }) =>
    items.flatMap(({ memberships }) => memberships.map(({ domain }) => domain)),
  )
  const byId = new Map<string, KnownDomain>([...own, ...others].map(domain => [domain.id, domain]))
  return [...byId.values()].sort((left, right) => left.name.localeCompare(right.name))
}
