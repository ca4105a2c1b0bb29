import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { sessionsQuery } from './account.queries.ts'
import { browserOf } from './browser-of.ts'

/** Where one is signed in, and a way to end that. */
export function SessionsCard() {
  const query = useQuery(sessionsQuery)
  const others = query.data?.filter(({ current }) => !current) ?? []
  return (
    <Card
      title="Sessions"
      description="Where you are signed in. End what you do not know, and change your password."
      actions={others.length > 0 && <EndOthers />}
    >
      <QueryState query={query} loading={<SkeletonRows rows={2} />}>
        {sessions => (
          <ul className="-my-3 grid divide-y divide-line">
            {sessions.map(session => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </QueryState>
    </Card>
  )
}

type Session = Awaited<ReturnType<typeof api.session.list>>['items'][number]

function SessionRow({ session }: { session: Session }) {
  const { id, current, createdAt, lastSeenAt, expiresAt, ip, userAgent } = session
  const browser = browserOf(userAgent)
  const end = useAction({
    run: () => api.session.end({ params: { id } }),
    done: 'Session ended',
    changes: [sessionsQuery.queryKey],
  })
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span title={userAgent ?? undefined}>{browser}</span>
          {current && <Badge tone="accent">This session</Badge>}
        </p>
        <p className="text-muted">
          {ip !== null && <>from {ip} · </>}
          last seen <Time at={lastSeenAt} /> · signed in <Time at={createdAt} /> · ends{' '}
          <Time at={expiresAt} />
        </p>
      </div>
      {!current && (
        <Button
          size="small"
          busy={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`End the session of ${browser}${ip === null ? '' : ` from ${ip}`}`}
        >
          End
        </Button>
      )}
    </li>
  )
}

function EndOthers() {
  const [isAsking, setIsAsking] = useState(false)
  const action = useAction({
    run: () => api.session.endOthers({}),
    done: ({ ended }) => (ended === 1 ? 'One session ended' : `${ended} sessions ended`),
    changes: [sessionsQuery.queryKey],
    onDone: () => setIsAsking(false),
  })
  return (
    <>
      <Button size="small" onClick={() => setIsAsking(true)}>
        End all others
      </Button>
      <Confirm
        open={isAsking}
        onOpenChange={setIsAsking}
        title="End all other sessions?"
        action="End them"
        danger
        busy={action.isPending}
        onConfirm={() => action.mutate()}
      >
        <p>Every other browser and program that is signed in as you has to sign in again.</p>
      </Confirm>
    </>
  )
}
