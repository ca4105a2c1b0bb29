import type { RealtimeEnd, RealtimeState } from '@keywright/sdk/realtime'
import { PlugZap } from 'lucide-react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'

const STATES: Readonly<Record<RealtimeState, [tone: Tone, words: string]>> = {
  idle: ['neutral', 'Not connected'],
  connecting: ['neutral', 'Connecting'],
  open: ['good', 'Connected'],
  waiting: ['warning', 'Connection lost, trying again'],
  ended: ['danger', 'Closed'],
}

/** Whether the monitor hears anything. */
export function ConnectionState({
  state,
  reconnects,
}: {
  state: RealtimeState
  reconnects: number
}) {
  const [tone, words] = STATES[state]
  return (
    <p role="status" className="flex flex-wrap items-center gap-2">
      <Badge tone={tone}>{words}</Badge>
      {reconnects > 0 && (
        <span className="text-muted">
          Came back {reconnects === 1 ? 'once' : `${reconnects} times`}
        </span>
      )}
    </p>
  )
}

/** Why the server will not go on, and the way back. */
export function ConnectionEnd({
  domain,
  end,
  onAgain,
}: {
  domain: string
  end: RealtimeEnd
  onAgain: () => void
}) {
  // Where the session is over, this asks for another one first.
  const action = useAction({ run: () => api.me.read({ query: { domain } }), onDone: onAgain })
  return (
    <div
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-danger bg-danger-soft p-3"
    >
      <PlugZap aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
      <div className="min-w-48 flex-1">
        <p className="font-medium text-danger">
          {TITLES.get(end.closeCode) ?? 'The connection is closed'}
        </p>
        <p>
          The server closed the connection with {end.closeCode}
          {end.code !== '' && (
            <>
              {' '}
              <code className="font-mono">{end.code}</code>
            </>
          )}
          . Nothing more is heard until you connect again.
        </p>
      </div>
      <Button size="small" busy={action.isPending} onClick={() => action.mutate()}>
        Connect again
      </Button>
    </div>
  )
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [4400, 'The server did not understand what was asked'],
  [4401, 'Your session has ended'],
  [4403, 'You may not listen here'],
  [4404, 'There is no such domain'],
])
