import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../app/api.ts'
import { cn } from '../lib/cn.ts'
import { ErrorState, Skeleton } from '../ui/states.tsx'
import type { Access } from './access.ts'
import { EffectiveList } from './effective-list.tsx'
import { scopeProblem } from './rules.ts'
import { useDebounced } from './use-debounced.ts'

export { EffectiveList } from './effective-list.tsx'

/** What a key that is not saved yet would really be able to do. */
function previewQuery(domain: string, access: Access & { actsAs: string | null }) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', 'preview', access],
    queryFn: ({ signal }) => api.keys.preview({ params: { domain }, body: access }, { signal }),
  })
}

/** Shows what a key with this access will really be able to do, while it is being edited. */
export function EffectivePanel({
  domain,
  access,
}: {
  domain: string
  access: Access & { actsAs: string | null }
}) {
  const text = useDebounced(JSON.stringify(pick(access)))
  // It was made from this very shape, one line above.
  const settled = JSON.parse(text) as ReturnType<typeof pick>
  const wrong = settled.scopes?.find(scope => scopeProblem(scope) !== undefined)
  const isAskable = wrong === undefined && (settled.role !== null || settled.scopes !== null)
  const preview = useQuery({
    ...previewQuery(domain, settled),
    enabled: isAskable,
    placeholderData: keepPreviousData,
  })
  if (!isAskable) {
    return (
      <p className="text-muted">
        {wrong === undefined
          ? 'Choose the access to see what the key will be able to do.'
          : `“${wrong}” is not a scope: remove it to see what the key will be able to do.`}
      </p>
    )
  }
  if (preview.error && !preview.data) {
    return <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
  }
  if (!preview.data) {
    return (
      <div role="status" aria-label="Loading" className="grid gap-2">
        <Skeleton />
        <Skeleton className="w-2/3" />
      </div>
    )
  }
  return (
    <div
      className={cn('transition-opacity', preview.isPlaceholderData && 'opacity-60')}
      aria-busy={preview.isFetching}
    >
      <EffectiveList effective={preview.data} />
    </div>
  )
}

function pick({ role, scopes, actsAs }: Access & { actsAs: string | null }) {
  return { role, scopes, actsAs }
}
