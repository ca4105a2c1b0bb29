import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCan, useMe } from '../../app/session.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { MemberActions } from './member-actions.tsx'
import { MemberState, SecondStep } from './member-state.tsx'
import { UserKeys } from './user-keys.tsx'
import { type Member, memberQuery } from './users.queries.ts'

const route = getRouteApi('/frame/d/$domain/users/$id')

/** One user of a domain: who they are, their membership, and their API keys. */
export function UserPage() {
  const { domain, id } = route.useParams()
  const member = useQuery(memberQuery(domain, id))
  return <QueryState query={member}>{found => <User domain={domain} member={found} />}</QueryState>
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
        <>
          {isMe && (
            <Link to="/account" className={buttonClass()}>
              My account and sessions
            </Link>
          )}
          <MemberActions
            domain={domain}
            member={member}
            onRemoved={() => void navigate({ to: '/d/$domain/users', params: { domain } })}
          />
        </>
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
          {user?.instanceAdmin && (
            <p className="mt-3">
              <Link to="/team/$id" params={{ id: member.id }} className="text-accent underline">
                All their domains
              </Link>
            </p>
          )}
        </Card>
      </div>
      <UserKeys domain={domain} member={member} isMe={isMe} />
    </Page>
  )
}
