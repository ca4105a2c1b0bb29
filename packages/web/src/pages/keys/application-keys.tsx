import { useInfiniteQuery } from '@tanstack/react-query'
import type { KeyRights } from '../../keys/key-rights.ts'
import type { KeyActions } from '../../keys/use-key-actions.tsx'
import { ErrorState, Skeleton } from '../../ui/states.tsx'
import { ApplicationKeyCard } from './application-key-card.tsx'
import { applicationKeysQuery } from './keys.queries.ts'

/** The two keys that every domain is made with; nothing where the person may not see them. */
export function ApplicationKeys({
  domain,
  rights,
  actions,
}: {
  domain: string
  rights: KeyRights
  actions: KeyActions
}) {
  const { data, error, refetch } = useInfiniteQuery(applicationKeysQuery(domain))
  const keys = data?.pages.flatMap(page => page.items)
  // The list below says the same, so a refusal needs not be told twice.
  if (error && !keys) {
    return isRefusal(error) ? null : <ErrorState error={error} onRetry={() => void refetch()} />
  }
  if (keys?.length === 0) return null
  return (
    <section aria-labelledby="application-keys" className="grid gap-3">
      <div>
        <h2 id="application-keys" className="text-base font-semibold">
          Application keys
        </h2>
        <p className="text-muted">
          Made with the domain, for the content of the whole of it. They can be regenerated, never
          removed.
        </p>
      </div>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(min(20rem,100%),1fr))] gap-3">
        {keys?.map(key => (
          <ApplicationKeyCard
            key={key.id}
            domain={domain}
            value={key}
            rights={rights}
            actions={actions}
          />
        )) ?? (
          <>
            <Skeleton className="h-44 rounded-xl" />
            <Skeleton className="h-44 rounded-xl" />
          </>
        )}
      </div>
    </section>
  )
}

function isRefusal(error: Error): boolean {
  return 'status' in error && (error.status === 403 || error.status === 404)
}
