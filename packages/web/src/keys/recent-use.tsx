import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { NotRead } from '../access/not-read.tsx'
import { countOf, formatCount } from '../lib/count.ts'
import { formatRelative, formatTime } from '../lib/time.ts'
import { type Requests, recentRequestsQuery, trafficOf } from './traffic.ts'

/** What was using a key lately: when, from where, with what, and how often in the last 24 hours. */
export function RecentUse({ domain, value }: { domain: string; value: Key }) {
  const query = useQuery(recentRequestsQuery(domain, value.id))
  const requests = query.data && trafficOf(query.data)
  const { lastUsedAt, lastUsedIp, lastUsedUserAgent } = value
  return (
    <div className="grid gap-2" aria-live="polite">
      <div className="rounded-lg border border-line bg-sunken px-3 py-2">
        {lastUsedAt === null ? (
          // Before the number is there, only what is true in any case.
          <p>{requests?.count === 0 ? 'It was never used.' : 'No request was ever let through.'}</p>
        ) : (
          <p>
            Last used{' '}
            <time dateTime={lastUsedAt} title={formatTime(lastUsedAt)} className="font-medium">
              {formatRelative(lastUsedAt)}
            </time>
            {lastUsedIp !== null && (
              <>
                {' '}
                from <span className="font-mono text-xs">{lastUsedIp}</span>
              </>
            )}
            {lastUsedUserAgent !== null && (
              <>
                {' '}
                by <span className="font-mono text-xs break-words">{lastUsedUserAgent}</span>
              </>
            )}
            .
          </p>
        )}
        {requests !== undefined && requests.count > 0 && (
          <p>
            <span className="font-medium">{countOf(requests.count, 'request')}</span> in the last 24
            hours{refusals(requests)}.
          </p>
        )}
      </div>
      <NotRead what="Its requests of the last 24 hours" query={query} />
    </div>
  )
}

function refusals({ count, refused }: Requests): string {
  if (refused === 0) return ''
  if (refused < count) return `, ${formatCount(refused)} of them refused`
  return count === 1 ? ', refused' : ', all refused'
}
