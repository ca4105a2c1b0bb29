import type { ContentType } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { cn } from '../../../lib/cn.ts'
import { formatCount } from '../../../lib/count.ts'
import { LoadMore } from '../../../ui/load-more.tsx'
import { ErrorState, SkeletonRows } from '../../../ui/states.tsx'
import { BulkBar } from './bulk-bar.tsx'
import type { ObjectColumn } from './columns.ts'
import { isMisfit, Misfit } from './misfit.tsx'
import { NoObjects, NothingFound } from './no-objects.tsx'
import type { ObjectRights } from './object-rights.ts'
import { ObjectTable } from './object-table.tsx'
import { type Listing, objectListQuery } from './objects.queries.ts'
import { CLEARED, isNarrowed, type ObjectsSearch } from './objects.search.ts'
import type { ObjectActions } from './use-object-actions.tsx'
import { useSelection } from './use-selection.ts'

/** All that are shown are drawn: so many come while somebody scrolls, and more when they say so. */
const BY_ITSELF = 500

/** The objects that the address asks for, as many as somebody scrolls to. */
export function ObjectList({
  domain,
  type,
  columns,
  search,
  listing,
  rights,
  actions,
  onChange,
}: {
  domain: string
  type: ContentType
  columns: readonly ObjectColumn[]
  search: ObjectsSearch
  listing: Listing
  rights: ObjectRights
  actions: ObjectActions
  onChange: (changes: ObjectsSearch) => void
}) {
  const query = useInfiniteQuery(objectListQuery(domain, type.name, listing))
  const { data, error, hasNextPage, isPlaceholderData } = query
  const rows = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  const { q, state, filter, sort } = listing
  const selection = useSelection(rows, JSON.stringify([type.name, q, state, filter, sort]))
  const maySelect = rights.mayPublish || rights.mayDelete

  if (!data) {
    if (!error) return <SkeletonRows rows={10} />
    return isMisfit(error) ? (
      <Misfit error={error} onClear={() => onChange({ ...CLEARED, sort: undefined })} />
    ) : (
      <ErrorState error={error} onRetry={() => void query.refetch()} />
    )
  }
  const isMore = hasNextPage && !isPlaceholderData
  // A list may go on for long without anything that the filters let through.
  const isDry = data.pages.at(-1)?.items.length === 0
  const isLong = isMore && rows.length >= BY_ITSELF
  if (rows.length === 0 && !isMore) {
    return (
      <div className="rounded-xl border border-line bg-surface">
        {isNarrowed(search) ? (
          <NothingFound onChange={onChange} />
        ) : (
          <NoObjects domain={domain} type={type} mayCreate={rights.mayCreate} />
        )}
      </div>
    )
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)]">
      <p aria-live="polite" className="sr-only">
        {isPlaceholderData ? 'Searching' : countOf(rows.length, isMore)}
      </p>
      <div
        aria-busy={isPlaceholderData}
        className={cn('transition-opacity', isPlaceholderData && 'opacity-60')}
      >
        <ObjectTable
          domain={domain}
          label={type.label}
          rows={rows}
          columns={columns}
          sort={q === undefined ? sort : undefined}
          titleSort={type.titleField ?? undefined}
          onSort={next => onChange({ sort: next })}
          rights={rights}
          actions={actions}
          selection={maySelect ? selection : undefined}
        />
      </div>
      <p aria-hidden className="px-1 pt-2 text-muted">
        {countOf(rows.length, isMore)}
      </p>
      {isLong && (
        <p className="px-1 text-muted">
          From here on more come by the button alone. A search or a filter finds them sooner.
        </p>
      )}
      {isMore && (
        <LoadMore
          query={query}
          what="objects"
          byHand={isDry || isLong}
          {...(isDry && { label: 'Look further' })}
        />
      )}
      <BulkBar domain={domain} type={type.name} rights={rights} selection={selection} />
    </div>
  )
}

/** The server does not count objects, which is slow where there are many; it knows whether there are more. */
function countOf(count: number, isMore: boolean): string {
  const objects = `${formatCount(count)} ${count === 1 ? 'object' : 'objects'}`
  return isMore ? `${objects} shown; there are more` : objects
}
