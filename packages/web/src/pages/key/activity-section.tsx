import type { AuditEvent } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { formatSeconds } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Empty, QueryState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { keyActivityQuery } from './key.queries.ts'

const ACTIONS: Readonly<Record<string, string>> = {
  'key.created': 'made the key',
  'key.updated': 'changed the key',
  'key.rotated': 'rotated the key',
  'key.revealed': 'looked at the token',
  'key.disabled': 'disabled the key',
  'key.enabled': 'enabled the key',
  'key.revoked': 'revoked the key',
}

/** What happened to a key, newest first, out of the audit log. */
export function ActivitySection({ domain, id }: { domain: string; id: string }) {
  const activity = useInfiniteQuery(keyActivityQuery(domain, id))
  return (
    <Card title="Activity" description="What people and programs did to this key.">
      <QueryState query={activity}>
        {({ pages }) => {
          const events = pages.flatMap(({ items }) => items)
          if (events.length === 0) {
            return <Empty title="Nothing happened yet">Changes of the key appear here.</Empty>
          }
          return (
            <>
              <ol className="grid gap-4">
                {events.map(event => (
                  <Event key={event.id} event={event} />
                ))}
              </ol>
              {activity.hasNextPage && (
                <Button
                  className="mt-4"
                  busy={activity.isFetchingNextPage}
                  onClick={() => void activity.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          )
        }}
      </QueryState>
    </Card>
  )
}

function Event({ event }: { event: AuditEvent }) {
  const changes = changesOf(event)
  return (
    <li className="border-l-2 border-line pl-4">
      <p>
        <span className="font-medium">{event.actor.label}</span>{' '}
        {ACTIONS[event.action] ?? event.action}{' '}
        <span className="text-muted">
          <Time at={event.at} />
          {event.ip !== null && <> from {event.ip}</>}
        </span>
      </p>
      {changes.length > 0 && (
        <ul className="mt-1 grid gap-0.5 text-[0.8125rem]">
          {changes.map(([name, before, after]) => (
            <li key={name} className="break-words">
              <span className="text-muted">{name}:</span>{' '}
              {before !== undefined && (
                <>
                  <del className="no-underline">{before}</del>{' '}
                  <ArrowRight aria-label="now" className="inline size-3.5 text-muted" />{' '}
                </>
              )}
              <ins className="font-medium no-underline">{after}</ins>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** Name, old and new value of all that changed; nothing for a key that was just made. */
function changesOf({ before, after }: AuditEvent): [string, string | undefined, string][] {
  if (!before) return []
  const { overlapSeconds } = after ?? {}
  if (typeof overlapSeconds === 'number') {
    const overlap =
      overlapSeconds === 0 ? 'none: it stopped at once' : formatSeconds(overlapSeconds)
    return [['time for the old token', undefined, overlap]]
  }
  const names = Object.keys({ ...before, ...after })
  return names.map(name => [
    name,
    before[name] === undefined ? undefined : textOf(before[name]),
    textOf(after?.[name]),
  ])
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none'
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
