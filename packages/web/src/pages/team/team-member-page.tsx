import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberState, SecondStep } from '../users/member-state.tsx'
import { Memberships } from './memberships.tsx'
import { Standing } from './standing.tsx'
import { teamMemberQuery } from './team.queries.ts'

const route = getRouteApi('/frame/team/$id')

/** One person of this instance: their domains, and whether they may come in at all. */
export function TeamMemberPage() {
  const { id } = route.useParams()
  const person = useQuery(teamMemberQuery(id))
  return (
    <QueryState query={person}>
      {found => (
        <Page
          documentTitle={found.name}
          title={
            <span className="flex flex-wrap items-center gap-2">
              {found.name}
              {found.instanceAdmin && <Badge tone="accent">Instance administrator</Badge>}
            </span>
          }
          description={found.email}
        >
          <Card title="Profile">
            <Facts
              facts={[
                ['State', <MemberState key="state" value={found} />],
                ['Two-step sign-in', <SecondStep key="totp" on={found.totp} />],
                ['Last sign-in', <Time key="login" at={found.lastLoginAt} />],
                ['Account since', <Time key="since" at={found.createdAt} />],
              ]}
            />
          </Card>
          <Memberships person={found} />
          <Standing person={found} />
        </Page>
      )}
    </QueryState>
  )
}
