import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { teamMemberQuery } from '../team/team.queries.ts'

/** Every domain somebody belongs to, for administrators of the instance. */
export function AllMemberships({ userId }: { userId: string }) {
  const found = useQuery(teamMemberQuery(userId))
  return (
    <Card
      title="All memberships"
      description="Every domain of this instance they belong to."
      actions={
        <Link to="/team/$id" params={{ id: userId }} className={buttonClass('secondary', 'small')}>
          Open in the team
        </Link>
      }
    >
      <QueryState query={found} loading={<SkeletonRows rows={2} />}>
        {({ value: { memberships } }) => (
          <ul className="-my-2 divide-y divide-line">
            {memberships.map(({ domain, role, suspended, keys }) => (
              <li key={domain.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
                <span className="min-w-0 flex-1">
                  <span className="font-medium break-words">{domain.name}</span>{' '}
                  <span className="font-mono text-xs text-muted">{domain.slug}</span>
                </span>
                {suspended && <Badge tone="warning">Suspended</Badge>}
                <span className="text-muted">{keys === 1 ? '1 key' : `${keys} keys`}</span>
                <span className="font-mono text-xs">{role}</span>
              </li>
            ))}
          </ul>
        )}
      </QueryState>
    </Card>
  )
}
