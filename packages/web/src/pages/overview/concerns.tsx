import { KEY_SUMMARY_DAYS, type Key, type KeySummary } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { countOf, formatCount } from '../../lib/count.ts'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { KeyLink } from './key-link.tsx'
import { CONCERNS, concernQuery, keySummaryQuery } from './overview.queries.ts'

const LINK = 'text-accent underline underline-offset-3'

/** Active keys that deserve a look: ending soon, unused, or stronger than most need to be. */
export function Concerns({ domain }: { domain: string }) {
  const { data: summary } = useQuery(keySummaryQuery(domain))
  if (!summary || Object.values(summary.states).every(count => count === 0)) return null
  return (
    <section aria-labelledby="concerns" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id="concerns" className="font-semibold">
        Deserves a look
      </h2>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-3">
        <Concern
          domain={domain}
          concern="expiring"
          title="Expiring soon"
          count={summary.expiringSoon}
          none={`No key expires within ${KEY_SUMMARY_DAYS.expiring} days.`}
          note={<NoExpiry domain={domain} summary={summary} />}
          fact={key => <Time at={key.expiresAt} />}
        />
        <Concern
          domain={domain}
          concern="unused"
          title="Stale"
          count={summary.unused}
          none={`No key is idle for ${KEY_SUMMARY_DAYS.unused} days.`}
          note={idle(summary)}
          fact={key => <LastUse at={key.lastUsedAt} />}
        />
        <Concern
          domain={domain}
          concern="allAccess"
          title="Over-powerful"
          count={summary.allAccess}
          none="Every key is narrowed by a role or by scopes."
          note="Role ADMIN or scope *:*: nothing of the key's own narrows it."
          fact={key => <LastUse at={key.lastUsedAt} />}
        />
      </div>
    </section>
  )
}

function idle({ unused, neverUsed }: KeySummary): string {
  const never = unused > 0 && neverUsed > 0 ? `, ${formatCount(neverUsed)} of them never` : ''
  return `Not used within ${KEY_SUMMARY_DAYS.unused} days${never}.`
}

function LastUse({ at }: { at: string | null }) {
  return (
    <>
      {at !== null && 'Used '}
      <Time at={at} never="Never used" />
    </>
  )
}

function NoExpiry({ domain, summary }: { domain: string; summary: KeySummary }) {
  if (summary.noExpiry === 0)
    return `Within ${KEY_SUMMARY_DAYS.expiring} days. Every custom key has an end.`
  return (
    <>
      Within {KEY_SUMMARY_DAYS.expiring} days.{' '}
      <Link
        to="/d/$domain/keys"
        params={{ domain }}
        search={{ state: 'active', noExpiry: true }}
        className={LINK}
      >
        {countOf(summary.noExpiry, 'key')} without expiry
      </Link>
    </>
  )
}

function Concern({
  domain,
  concern,
  title,
  count,
  none,
  note,
  fact,
}: {
  domain: string
  concern: keyof typeof CONCERNS
  title: string
  count: number
  none: string
  note: ReactNode
  /** What makes it one, at the end of its line. */
  fact: (key: Key) => ReactNode
}) {
  const keys = useQuery({ ...concernQuery(domain, concern), enabled: count > 0 })
  return (
    <Card
      title={
        <>
          {title} <span className="font-normal text-muted tabular-nums">{formatCount(count)}</span>
        </>
      }
      description={note}
    >
      {count === 0 ? (
        <p className="text-muted">{none}</p>
      ) : (
        <QueryState query={keys} loading={<SkeletonRows rows={3} />}>
          {items => (
            <>
              <ul aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-2">
                {items.map(key => (
                  <li key={key.id} className="flex items-baseline justify-between gap-3">
                    <KeyLink domain={domain} id={key.id} name={key.name} />
                    <span className="shrink-0 text-[0.8125rem] text-muted">{fact(key)}</span>
                  </li>
                ))}
              </ul>
              <p className="mt-3">
                <Link
                  to="/d/$domain/keys"
                  params={{ domain }}
                  search={CONCERNS[concern]}
                  className={`relative ${LINK}`}
                >
                  Show {count === 1 ? 'it' : `all ${formatCount(count)}`} in the list
                  <span className="sr-only">: {title}</span>
                </Link>
              </p>
            </>
          )}
        </QueryState>
      )}
    </Card>
  )
}
