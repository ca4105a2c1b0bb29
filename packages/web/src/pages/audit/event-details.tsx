import type { AuditEvent } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { formatTime } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'
import { Facts } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import type { AuditSearch } from './audit.search.ts'
import { ChangeTable } from './change-table.tsx'
import { changesOf } from './event-text.ts'

const LINK = 'text-accent underline underline-offset-3'

/** All that is known about an event; the raw record only when it is asked for. */
export function EventDetails({
  domain,
  event,
  onFilter,
}: {
  domain: string | undefined
  event: AuditEvent
  onFilter: (part: AuditSearch) => void
}) {
  const [showsRecord, setShowsRecord] = useState(false)
  const { actor, target, ip, userAgent, requestId } = event
  const changes = changesOf(event)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {changes.length > 0 && (
        <ChangeTable
          changes={changes}
          hasBefore={event.before !== null}
          hasAfter={event.after !== null}
        />
      )}
      <Facts
        facts={[
          ['When', formatTime(event.at)],
          [
            'Who',
            <Party key="who" kind={actor.kind} label={actor.label} id={actor.id}>
              {actor.id !== null && (
                <FilterButton onClick={() => onFilter({ actorId: actor.id ?? undefined })}>
                  Only theirs
                </FilterButton>
              )}
            </Party>,
          ],
          ['From', ip ?? 'Unknown address'],
          ['With', userAgent ?? 'Unknown program'],
          [
            'On',
            <Party key="on" kind={target.kind} label={target.label} id={target.id}>
              <TargetLink domain={domain} target={target} />
              <FilterButton onClick={() => onFilter({ targetId: target.id })}>
                Only this
              </FilterButton>
            </Party>,
          ],
          ['Request', <Code key="request">{requestId ?? 'None'}</Code>],
          [
            'Event',
            <span key="event" className="break-all">
              <Code>{event.action}</Code> · number {event.seq} · <Code>{event.id}</Code>
            </span>,
          ],
        ]}
      />
      <Button
        size="small"
        className="justify-self-start"
        aria-expanded={showsRecord}
        onClick={() => setShowsRecord(!showsRecord)}
      >
        {showsRecord ? 'Hide the record' : 'Show the record'}
      </Button>
      {showsRecord && (
        <CodeBlock code={JSON.stringify(event, null, 2)} label="record of the event" />
      )}
    </div>
  )
}

function Party({
  kind,
  label,
  id,
  children,
}: {
  kind: string
  label: string
  id: string | null
  children: ReactNode
}) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <span className="break-words">
        {label} <span className="text-muted">({kind})</span>
      </span>
      {id !== null && <Code>{id}</Code>}
      {children}
    </span>
  )
}

/** The page of what an event is about, where it has one. */
function TargetLink({
  domain,
  target,
}: {
  domain: string | undefined
  target: AuditEvent['target']
}) {
  if (domain === undefined) return null
  if (target.kind === 'key') {
    return (
      <Link to="/d/$domain/keys/$id" params={{ domain, id: target.id }} className={LINK}>
        Open the key
      </Link>
    )
  }
  if (target.kind === 'user') {
    return (
      <Link to="/d/$domain/users/$id" params={{ domain, id: target.id }} className={LINK}>
        Open the user
      </Link>
    )
  }
  if (target.kind === 'api') {
    return (
      <Link to="/d/$domain/apis/$api" params={{ domain, api: target.label }} className={LINK}>
        Open the API
      </Link>
    )
  }
  return null
}

function FilterButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" onClick={onClick} className={LINK}>
      {children}
    </button>
  )
}

function Code({ children }: { children: ReactNode }) {
  return <code className="font-mono text-[0.8125rem] break-all">{children}</code>
}
