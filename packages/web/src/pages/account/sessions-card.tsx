import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { sessionsQuery } from './account.queries.ts'
import { SessionRow } from './session-row.tsx'

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
              <SessionRow
                key={session.id}
                session={session}
                end={id => api.session.end({ params: { id } })}
                changes={sessionsQuery.queryKey}
              />
            ))}
          </ul>
        )}
      </QueryState>
    </Card>
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
