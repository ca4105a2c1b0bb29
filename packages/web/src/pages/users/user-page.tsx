import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCan, useMe } from '../../app/session.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryPage } from '../../ui/query-page.tsx'
import { Time } from '../../ui/time.tsx'
import { PersonSessions } from '../team/person-sessions.tsx'
import { AllMemberships } from './all-memberships.tsx'
import { MemberActions } from './member-actions.tsx'
import { MemberState, SecondStep } from './member-state.tsx'
import { UserKeys } from './user-keys.tsx'
import { type Member, memberQuery } from './users.queries.ts'

const route = getRouteApi('/frame/d/$domain/users/$id')

/** One user of a domain: who they are, their membership, their API keys, and where they are signed in. */
export function UserPage() {
  const { domain, id } = route.useParams()
  const member = useQuery(memberQuery(domain, id))
  return (
    <QueryPage title="User" query={member}>
      {({ value }) => <User key={id} domain={domain} member={value} />}
    </QueryPage>
  )
}

function User({ domain, member }: { domain: string; member: Member }) {
  const { user } = useMe()
  const can = useCan(domain)
  const navigate = route.useNavigate()
  const isMe = user?.id === member.id
  return (
    <Page
      title={member.name}
      description={member.email}
      actions={
        <MemberActions
          domain={domain}
          member={member}
          onRemoved={() => navigate({ to: '/d/$domain/users', params: { domain } })}
        />
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <Card title="Profile">
          <Facts
            facts={[
              ['Name', member.name],
              ['E-mail', member.email],
              ['Two-step sign-in', <SecondStep key="totp" on={member.totp} />],
              ['Last sign-in', <Time key="login" at={member.lastLoginAt} />],
              [
                'Id',
                <code key="id" className="font-mono text-xs">
                  {member.id}
                </code>,
              ],
            ]}
          />
        </Card>
        <Card title="Membership in this domain">
          <Facts
            facts={[
              ['State', <MemberState key="state" value={member} />],
              [
                'Role',
                can('backoffice.roles:read') ? (
                  <Link
                    key="role"
                    to="/d/$domain/roles/$name"
                    params={{ domain, name: member.role }}
                    className="font-mono text-xs text-accent underline"
                  >
                    {member.role}
                  </Link>
                ) : (
                  <span key="role" className="font-mono text-xs">
                    {member.role}
                  </span>
                ),
              ],
              ['Member since', <Time key="since" at={member.createdAt} />],
              ['Changed', <Time key="changed" at={member.updatedAt} />],
            ]}
          />
        </Card>
      </div>
      <UserKeys domain={domain} member={member} isMe={isMe} />
      {user?.instanceAdmin && <AllMemberships userId={member.id} />}
      {(user?.instanceAdmin || isMe) && <PersonSessions userId={member.id} name={member.name} />}
    </Page>
  )
}
