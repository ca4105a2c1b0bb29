import type { KEY_SORTS, Key } from '@keywright/contract'
import { useMemo } from 'react'
import type { KeyFilters } from '../../app/queries.ts'
import type { KeyRights } from '../../keys/key-rights.ts'
import type { KeyActions } from '../../keys/use-key-actions.tsx'
import { cn } from '../../lib/cn.ts'
import { useStore } from '../../lib/store.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState, SkeletonRows } from '../../ui/states.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { density as densityStore } from './density.ts'
import { KeyHead } from './key-head.tsx'
import { KeyRow } from './key-row.tsx'
import { isNarrowed, type KeysSearch } from './keys.search.ts'
import { NoKeys, NothingFound } from './no-keys.tsx'
import { TablePart } from './table-part.tsx'
import { useKeyList } from './use-key-list.ts'
import { useListKeys } from './use-list-keys.ts'
import { useRows } from './use-rows.ts'
import { useSelection } from './use-selection.ts'

/** What the list shows, and how it is changed. */
export interface KeyListProps {
  domain: string
  search: KeysSearch
  filters: KeyFilters
  rights: KeyRights
  actions: KeyActions
  onChange: (changes: KeysSearch) => void
}

/** The keys that people made, as many as somebody scrolls to; only rows near to what is seen are drawn. */
export function KeyList({ domain, search, filters, rights, actions, onChange }: KeyListProps) {
  const { query, rows } = useKeyList(domain, filters)
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData } = query
  const density = useStore(densityStore)
  const selectable = useMemo(() => rows.filter(key => mayChange(rights, key)), [rows, rights])
  const selection = useSelection(selectable, filters)
  const isMore = hasNextPage && !isPlaceholderData
  const mayRead = isMore && !isFetchingNextPage && !isFetchNextPageError
  const readMore = () => void query.fetchNextPage()
  const { body, virtualizer, items } = useRows(rows, density, mayRead ? readMore : undefined)
  const maySelect = selectable.length > 0
  useListKeys({ rows, body, virtualizer, onToggle: maySelect ? selection.toggle : undefined })

  if (!data) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonRows rows={10} />
    )
  }
  const isEmpty = rows.length === 0 && !hasNextPage
  return (
    <div className="@container">
      <p aria-live="polite" className="sr-only">
        {isPlaceholderData ? 'Searching' : countOf(rows.length, isMore)}
      </p>
      <div className="rounded-xl border border-line bg-surface">
        {isEmpty ? (
          isNarrowed(search) ? (
            <NothingFound search={search.search} onChange={onChange} />
          ) : (
            <NoKeys domain={domain} mayCreate={rights.mayCreate} />
          )
        ) : (
          <TablePart
            role="table"
            aria-labelledby="key-list"
            aria-rowcount={isMore ? -1 : rows.length + 1}
            aria-busy={isPlaceholderData}
            className={cn('transition-opacity', isPlaceholderData && 'opacity-60')}
          >
            <KeyHead
              sort={search.sort ?? DEFAULT_SORT}
              onSort={sort => onChange({ sort: sort === DEFAULT_SORT ? undefined : sort })}
              selectAll={
                maySelect && (
                  <SelectAll
                    count={selectable.length}
                    selected={selection.keys.length}
                    onChange={selection.setAll}
                  />
                )
              }
            />
            <TablePart
              role="rowgroup"
              ref={body}
              className="relative"
              style={{ height: virtualizer.getTotalSize() }}
            >
              {items.map(({ index, start }) => {
                const key = rows[index]
                return (
                  key && (
                    <KeyRow
                      key={key.id}
                      domain={domain}
                      value={key}
                      index={index}
                      top={start - virtualizer.options.scrollMargin}
                      density={density}
                      rights={rights}
                      actions={actions}
                      isSelected={selection.ids.has(key.id)}
                      onSelect={mayChange(rights, key) ? selection.set : undefined}
                      measure={virtualizer.measureElement}
                    />
                  )
                )
              })}
            </TablePart>
          </TablePart>
        )}
      </div>
      <div className="flex min-h-10 flex-wrap items-center gap-3 px-1 pt-2 text-muted">
        {!isEmpty && <span aria-hidden>{countOf(rows.length, isMore)}</span>}
        {isMore && (
          <Button size="small" busy={isFetchingNextPage} onClick={readMore}>
            {isFetchNextPageError ? 'Try again' : 'Show more'}
          </Button>
        )}
        {isFetchNextPageError && <span role="alert">More keys could not be loaded.</span>}
      </div>
      <BulkBar domain={domain} rights={rights} selection={selection} />
    </div>
  )
}

/** Whether anything can be done with a key along with others. */
function mayChange(rights: KeyRights, key: Key): boolean {
  const { mayUpdate, mayRevoke } = rights.on(key)
  return mayUpdate || mayRevoke
}

const DEFAULT_SORT = '-createdAt' satisfies (typeof KEY_SORTS)[number]

/** The server does not count keys, which is slow where there are many; it knows whether there are more. */
function countOf(count: number, isMore: boolean): string {
  const keys = `${count.toLocaleString('en')} ${count === 1 ? 'key' : 'keys'}`
  return isMore ? `${keys} shown; there are more` : keys
}

function SelectAll({
  count,
  selected,
  onChange,
}: {
  count: number
  selected: number
  onChange: (selected: boolean) => void
}) {
  return (
    <>
      <input
        type="checkbox"
        aria-label="Select all keys shown"
        className="size-4 accent-(--accent)"
        checked={count > 0 && selected === count}
        ref={box => {
          if (box) box.indeterminate = selected > 0 && selected < count
        }}
        onChange={event => onChange(event.target.checked)}
      />
      <span aria-hidden className="@3xl:hidden">
        Select all shown
      </span>
    </>
  )
}
