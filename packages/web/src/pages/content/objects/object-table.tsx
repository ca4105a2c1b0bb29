import type { ContentObject } from '@keywright/contract'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { cn } from '../../../lib/cn.ts'
import type { ObjectColumn } from './columns.ts'
import type { ObjectRights } from './object-rights.ts'
import { ObjectRow } from './object-row.tsx'
import type { ObjectActions } from './use-object-actions.tsx'
import type { Selection } from './use-selection.ts'

/** What the rows show, and what can be done with them. */
export interface ObjectTableProps {
  domain: string
  label: string
  rows: readonly ContentObject[]
  columns: readonly ObjectColumn[]
  /** Undefined where the best come first. */
  sort: string | undefined
  /** What titles are ordered by, if anything. */
  titleSort: string | undefined
  onSort: (sort: string) => void
  rights: ObjectRights
  actions: ObjectActions
  selection: Selection | undefined
}

/** Objects in rows; on narrow screens their titles with what matters of them. */
export function ObjectTable({
  domain,
  label,
  rows,
  columns,
  sort,
  titleSort,
  onSort,
  rights,
  actions,
  selection,
}: ObjectTableProps) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b border-line text-xs whitespace-nowrap text-muted">
            {selection && (
              <th scope="col" className="w-4 py-2.5 pl-4">
                <input
                  type="checkbox"
                  aria-label="Select all shown"
                  className="block size-4 accent-(--accent)"
                  checked={rows.length > 0 && selection.objects.length === rows.length}
                  ref={box => {
                    const { length } = selection.objects
                    if (box) box.indeterminate = length > 0 && length < rows.length
                  }}
                  onChange={event => selection.setAll(event.target.checked)}
                />
              </th>
            )}
            <Heading heading="Title" by={titleSort} sort={sort} onSort={onSort} />
            {columns.map(column => (
              <Heading
                key={column.id}
                heading={column.heading}
                by={column.sort}
                sort={sort}
                onSort={onSort}
                className="max-md:hidden"
              />
            ))}
            <th scope="col" className="w-9">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(object => (
            <ObjectRow
              key={object.id}
              domain={domain}
              value={object}
              columns={columns}
              rights={rights}
              actions={actions}
              isSelected={selection?.ids.has(object.id) ?? false}
              onSelect={selection?.set}
            />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Heading({
  heading,
  by,
  sort,
  onSort,
  className,
}: {
  heading: string
  by: string | undefined
  sort: string | undefined
  onSort: (sort: string) => void
  className?: string
}) {
  const direction =
    by === undefined || sort === undefined
      ? undefined
      : sort === by
        ? 'ascending'
        : sort === `-${by}`
          ? 'descending'
          : undefined
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
  return (
    <th
      scope="col"
      aria-sort={direction}
      className={cn('max-w-64 truncate px-4 py-2 font-medium', className)}
    >
      {by === undefined || sort === undefined ? (
        heading
      ) : (
        <button
          type="button"
          className="-mx-1 inline-flex items-center gap-1 rounded px-1 py-1 -outline-offset-2 hover:text-ink"
          onClick={() => onSort(direction === 'ascending' ? `-${by}` : by)}
        >
          {heading}
          {direction && <Arrow aria-hidden className="size-3.5" />}
        </button>
      )}
    </th>
  )
}
