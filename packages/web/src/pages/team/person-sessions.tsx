import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { browserOf } from '../account/browser-of.ts'
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
  const end = useAction({
    run: (session: string) => api.team.endSession({ params: { id: userId, session } }),
    done: 'Session ended',
    changes: [query.queryKey],
  })
  return (
    <QueryState query={sessions} loading={<SkeletonRows rows={2} />}>
      {items =>
        items.length === 0 ? (
          <p className="text-muted">{name} is not signed in anywhere.</p>
        ) : (
          <ul className="-my-3 divide-y divide-line">
            {items.map(({ id, userAgent, ip, lastSeenAt, createdAt, expiresAt }) => (
              <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
                <div className="min-w-0 flex-1">
                  <p className="font-medium" title={userAgent ?? undefined}>
                    {browserOf(userAgent)}
                  </p>
                  <p className="text-muted">
                    {ip !== null && <>from {ip} · </>}
                    last seen <Time at={lastSeenAt} /> · signed in <Time at={createdAt} /> · ends{' '}
                    <Time at={expiresAt} />
                  </p>
                </div>
                <Button
                  size="small"
                  busy={end.isPending && end.variables === id}
                  onClick={() => end.mutate(id)}
                  aria-label={`End the session of ${browserOf(userAgent)}${ip === null ? '' : ` from ${ip}`}`}
                >
                  End
                </Button>
              </li>
            ))}
          </ul>
        )
      }
    </QueryState>
  )
}
