import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { SessionRow } from '../account/session-row.tsx'
import { teamSessionsQuery } from './team.queries.ts'

/** Where somebody is signed in; one's own sessions are on one's own page. */
export function PersonSessions({ userId, name }: { userId: string; name: string }) {
  const { user } = useMe()
  if (user?.id === userId) {
    return (
      <Card title="Sessions">
        <p>
          Where you are signed in is on the page of{' '}
          <Link to="/account" className="text-accent underline">
            your account
          </Link>
          .
        </p>
      </Card>
    )
  }
  return (
    <Card
      title="Sessions"
      description={`Where ${name} is signed in. Ending one signs them out there at once.`}
    >
      <Sessions userId={userId} name={name} />
    </Card>
  )
}

function Sessions({ userId, name }: { userId: string; name: string }) {
  const query = teamSessionsQuery(userId)
  const sessions = useQuery(query)
  return (
    <QueryState query={sessions} loading={<SkeletonRows rows={2} />}>
      {items =>
        items.length === 0 ? (
          <p className="text-muted">{name} is not signed in anywhere.</p>
        ) : (
          <ul className="-my-3 divide-y divide-line">
            {items.map(session => (
              <SessionRow
                key={session.id}
                session={session}
                end={id => api.team.endSession({ params: { id: userId, session: id } })}
                changes={query.queryKey}
              />
            ))}
          </ul>
        )
      }
    </QueryState>
  )
}
