import type { endpoints, ResponseBody } from '@keywright/contract'
import type { QueryKey } from '@tanstack/react-query'
import { useAction } from '../../app/use-action.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Time } from '../../ui/time.tsx'
import { browserOf } from './browser-of.ts'

type Session = ResponseBody<typeof endpoints.session.list>['items'][number]

/** Where somebody is signed in, and a way to end that; one's own current session ends by signing out. */
export function SessionRow({
  session,
  end: run,
  changes,
}: {
  session: Session
  end: (id: string) => Promise<unknown>
  /** The list it is in. */
  changes: QueryKey
}) {
  const { id, current, createdAt, lastSeenAt, expiresAt, ip, userAgent } = session
  const browser = browserOf(userAgent)
  const end = useAction({ run: () => run(id), done: 'Session ended', changes: [changes] })
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
