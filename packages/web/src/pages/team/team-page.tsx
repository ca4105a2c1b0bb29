import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../../app/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Email } from '../../ui/email.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Empty, isForbidden, QueryState } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberState, SecondStep } from '../users/member-state.tsx'
import { type TeamMember, teamQuery } from './team.queries.ts'
import { TeamInvitations } from './team-invitations.tsx'
import { TeamInviteDialog } from './team-invite-dialog.tsx'

const route = getRouteApi('/frame/team')

/** Everybody on this instance, with the domains they belong to. */
export function TeamPage() {
  const { user } = useMe()
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const team = useInfiniteQuery(teamQuery(search))
  const [invites, setInvites] = useState(false)
  const onSearch = (text: string) =>
    void navigate({ search: text === '' ? {} : { search: text }, replace: true })
  return (
    <Page
      title="Team"
      description="Everybody on this instance, in all domains."
      actions={
        user?.instanceAdmin && (
          <Button variant="primary" onClick={() => setInvites(true)}>
            Invite
          </Button>
        )
      }
    >
      {!isForbidden(team.error) && (
        <search className="flex max-w-sm">
          <SearchField
            label="Search people"
            placeholder="Name or e-mail"
            value={search}
            onChange={onSearch}
          />
        </search>
      )}
      <QueryState query={team}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0) {
            return (
              <Empty
                icon={SearchX}
                title={`Nobody matches “${search}”`}
                action={<Button onClick={() => onSearch('')}>Show all</Button>}
              >
                Names and e-mail addresses are searched.
              </Empty>
            )
          }
          return (
            <>
              <Table label="People" columns={COLUMNS} rows={rows} rowKey={({ id }) => id} />
              {team.hasNextPage && (
                <Button
                  className="justify-self-center"
                  busy={team.isFetchingNextPage}
                  onClick={() => void team.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          )
        }}
      </QueryState>
      {user?.instanceAdmin && <TeamInvitations />}
      <TeamInviteDialog open={invites} onClose={() => setInvites(false)} />
    </Page>
  )
}

const COLUMNS: readonly Column<TeamMember>[] = [
  {
    id: 'person',
    heading: 'Person',
    cell: ({ id, name, email, instanceAdmin }) => (
      <div className="grid min-w-40">
        <span className="flex flex-wrap items-center gap-x-2">
          <Link to="/team/$id" params={{ id }} className="font-medium text-accent hover:underline">
            {name}
          </Link>
          {instanceAdmin && <Badge tone="accent">Instance administrator</Badge>}
        </span>
        <span className="text-muted">
          <Email address={email} />
        </span>
      </div>
    ),
  },
  {
    id: 'domains',
    heading: 'Domains',
    cell: ({ memberships }) => <Domains memberships={memberships} />,
  },
  { id: 'state', heading: 'State', cell: person => <MemberState value={person} /> },
  {
    id: 'totp',
    heading: 'Two-step sign-in',
    wideOnly: true,
    cell: ({ totp }) => <SecondStep on={totp} />,
  },
  {
    id: 'login',
    heading: 'Last sign-in',
    wideOnly: true,
    cell: ({ lastLoginAt }) => <Time at={lastLoginAt} />,
  },
]

function Domains({ memberships }: Pick<TeamMember, 'memberships'>) {
  if (memberships.length === 0) return <span className="text-muted">None</span>
  const shown = memberships.slice(0, 3)
  return (
    <ul className="grid min-w-32 gap-0.5">
      {shown.map(({ domain, role, suspended }) => (
        <li key={domain.id}>
          {domain.name} · <span className="font-mono text-xs">{role}</span>
          {suspended && <span className="text-warning"> (suspended)</span>}
        </li>
      ))}
      {memberships.length > shown.length && (
        <li className="text-muted">and {memberships.length - shown.length} more</li>
      )}
    </ul>
  )
}
