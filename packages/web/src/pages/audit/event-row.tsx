import type { AuditEvent } from '@keywright/contract'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { cn } from '../../lib/cn.ts'
import { formatTime } from '../../lib/time.ts'
import { Time } from '../../ui/time.tsx'
import type { AuditSearch } from './audit.search.ts'
import { EventDetails } from './event-details.tsx'
import { actionWords } from './event-text.ts'

/** One event: what, on what, who and when; it opens to all that is known about it. */
export function EventRow({
  domain,
  event,
  onFilter,
}: {
  domain: string | undefined
  event: AuditEvent
  onFilter: (part: AuditSearch) => void
}) {
  const [isOpen, setIsOpen] = useState(false)
  const id = useId()
  return (
    <li className="border-b border-line last:border-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
        className="grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 px-4 py-2.5 text-left -outline-offset-2 hover:bg-sunken/60 md:grid-cols-[auto_minmax(0,3fr)_minmax(0,2fr)_8rem]"
      >
        <ChevronRight
          aria-hidden
          className={cn('mt-0.5 size-4 text-muted transition-transform', isOpen && 'rotate-90')}
        />
        <span className="min-w-0">
          <span className="font-medium">{actionWords(event.action)}</span>{' '}
          <span className="break-words text-muted">{event.target.label}</span>
        </span>
        <span className="min-w-0 truncate max-md:col-start-2 max-md:row-start-2 max-md:text-[0.8125rem]">
          <span className="text-muted">by</span> {event.actor.label}
        </span>
        <span className="text-right text-muted max-md:hidden">
          <Time at={event.at} />
        </span>
        {/* Nobody hovers over a phone. */}
        <time
          dateTime={event.at}
          className="col-span-2 col-start-2 row-start-3 text-[0.8125rem] text-muted md:hidden"
        >
          {formatTime(event.at)}
        </time>
      </button>
      {isOpen && (
        <div id={id} className="border-t border-line bg-page px-4 py-4 md:pl-11">
          <EventDetails domain={domain} event={event} onFilter={onFilter} />
        </div>
      )}
    </li>
  )
}
