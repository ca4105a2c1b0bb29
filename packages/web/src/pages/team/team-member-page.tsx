import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Badge } from '../../ui/badge.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryPage } from '../../ui/query-page.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberState, SecondStep } from '../users/member-state.tsx'
import { Memberships } from './memberships.tsx'
import { PersonSessions } from './person-sessions.tsx'
import { Standing } from './standing.tsx'
import { teamMemberQuery } from './team.queries.ts'

const route = getRouteApi('/frame/team/$id')

/** One person of this instance: their domains, where they are signed in, and whether they may come in at all. */
export function TeamMemberPage() {
  const { id } = route.useParams()
  const found = useQuery(teamMemberQuery(id))
  return (
    <QueryPage title="Person" query={found}>
      {({ value: person, etag }) => (
        <Page
          documentTitle={person.name}
          title={
            <span className="flex flex-wrap items-center gap-2">
              {person.name}
              {person.instanceAdmin && <Badge tone="accent">Instance administrator</Badge>}
            </span>
          }
          description={person.email}
        >
          <Card title="Profile">
            <Facts
              facts={[
                ['State', <MemberState key="state" value={person} />],
                ['Two-step sign-in', <SecondStep key="totp" on={person.totp} />],
                ['Last sign-in', <Time key="login" at={person.lastLoginAt} />],
                ['Account since', <Time key="since" at={person.createdAt} />],
              ]}
            />
          </Card>
          <Memberships person={person} />
          <PersonSessions userId={id} name={person.name} />
          <Standing person={person} etag={etag} />
        </Page>
      )}
    </QueryPage>
  )
}
