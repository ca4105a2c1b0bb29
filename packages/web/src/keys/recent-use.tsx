import type { Key } from '@keywright/contract'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../app/api.ts'
import { countOf } from '../lib/count.ts'
import { formatRelative, formatTime } from '../lib/time.ts'

/** What was using a key lately: when, from where, with what, and how often in the last 24 hours. */
export function RecentUse({ domain, value }: { domain: string; value: Key }) {
  const { data: requests } = useQuery(recentRequestsQuery(domain, value.id))
  const { lastUsedAt, lastUsedIp, lastUsedUserAgent } = value
  return (
    <div className="rounded-lg border border-line bg-sunken px-3 py-2" aria-live="polite">
      {lastUsedAt === null ? (
        <p>It was never used.</p>
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
      {requests !== undefined && requests > 0 && (
        <p>
          <span className="font-medium">{countOf(requests, 'request')}</span> in the last 24 hours.
        </p>
      )}
    </div>
  )
}

function recentRequestsQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', id, 'recent-requests'],
    queryFn: async () => {
      const { items } = await api.usage.ofKey({ params: { domain, id } })
      return items.reduce((sum, { count }) => sum + count, 0)
    },
  })
}
