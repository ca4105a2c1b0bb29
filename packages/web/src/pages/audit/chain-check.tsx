import type { AuditVerification } from '@keywright/contract'
import { ShieldAlert, ShieldCheck } from 'lucide-react'
import { useAction } from '../../app/use-action.ts'
import { countOf } from '../../lib/count.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import type { Trail } from './trail.ts'

/** Recomputes the hash chain on the server, and says whether anybody touched the trail. */
export function ChainCheck({ trail }: { trail: Trail }) {
  const action = useAction({ run: () => trail.verify() })
  return (
    <section
      aria-label="Chain check"
      className="grid grid-cols-[minmax(0,1fr)] gap-3 rounded-xl border border-line bg-surface px-4 py-3"
    >
      <div className="flex items-center justify-between gap-3">
        <p className="min-w-0 flex-1 text-muted">
          Every event carries the hash of the one before.{' '}
          <span className="max-sm:sr-only">
            The check finds every event that was changed, removed or put elsewhere.
          </span>
        </p>
        <Button busy={action.isPending} onClick={() => action.mutate()}>
          Check the chain
        </Button>
      </div>
      <div aria-live="polite" className="empty:hidden">
        {action.data && <Finding found={action.data} />}
      </div>
    </section>
  )
}

function Finding({ found }: { found: AuditVerification }) {
  const { intact, events, headHash, problems } = found
  if (intact) {
    return (
      <p className="flex items-start gap-2">
        <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
        <span className="min-w-0">
          <strong className="font-semibold text-good">Intact.</strong> {countOf(events, 'event')}
          {headHash !== null && (
            <>
              , the last with the hash{' '}
              <code className="font-mono text-[0.8125rem] break-all">{headHash}</code>
            </>
          )}
        </span>
      </p>
    )
  }
  return (
    <div className="grid gap-2">
      <p className="flex items-start gap-2">
        <ShieldAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        <span>
          <strong className="font-semibold text-danger">Not intact.</strong>{' '}
          {countOf(problems.length, 'problem')} in {countOf(events, 'event')}:
        </span>
      </p>
      <ul aria-label="Problems" className="grid gap-1.5">
        {problems.map(({ seq, kind, message }) => (
          <li key={`${seq} ${kind}`} className="flex flex-wrap items-baseline gap-2">
            <Badge tone="danger">
              {seq} {kind}
            </Badge>
            <span className="min-w-0 break-words">{message}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
