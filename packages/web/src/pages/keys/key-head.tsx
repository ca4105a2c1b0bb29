import type { KEY_SORTS } from '@keywright/contract'
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../../lib/cn.ts'
import { COLUMN_VISIBILITY, KEY_COLUMNS, type KeyColumn, ROW_GRID } from './key-columns.tsx'
import { TablePart } from './table-part.tsx'

type Sort = (typeof KEY_SORTS)[number]

/** The headings of the list, which also order it; of cards only the box that selects all is left. */
export function KeyHead({
  sort,
  onSort,
  selectAll,
}: {
  sort: Sort
  onSort: (sort: Sort) => void
  selectAll: ReactNode
}) {
  return (
    <TablePart
      role="rowgroup"
      className="sticky top-[calc(3.5rem+var(--banner))] z-10 rounded-t-xl border-b border-line bg-surface"
    >
      <TablePart
        role="row"
        aria-rowindex={1}
        className={cn(ROW_GRID, 'min-h-10 items-center text-xs font-medium text-muted')}
      >
        <TablePart role="columnheader" className="flex gap-2 @max-3xl:col-span-3">
          {selectAll}
        </TablePart>
        <Heading
          column={{ id: 'name', heading: 'Name / Description', sorts: ['name'] }}
          sort={sort}
          onSort={onSort}
        />
        {KEY_COLUMNS.map(column => (
          <Heading key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
        <TablePart role="columnheader" className="@max-3xl:hidden">
          <span className="sr-only">Actions</span>
        </TablePart>
      </TablePart>
    </TablePart>
  )
}

function Heading({
  column: { heading, from, sorts = [] },
  sort,
  onSort,
}: {
  column: Omit<KeyColumn, 'cell'>
  sort: Sort
  onSort: (sort: Sort) => void
}) {
  const at = sorts.indexOf(sort)
  const next = sorts[(at + 1) % Math.max(1, sorts.length)]
  const direction = at < 0 ? undefined : sort.startsWith('-') ? 'descending' : 'ascending'
  const Arrow = direction === 'descending' ? ArrowDown : ArrowUp
  return (
    <TablePart
      role="columnheader"
      aria-sort={direction}
      className={cn('min-w-0 truncate @max-3xl:hidden', COLUMN_VISIBILITY[from ?? 'always'])}
    >
      {next === undefined ? (
        heading
      ) : (
        <button
          type="button"
          className="-mx-1 inline-flex items-center gap-1 rounded px-1 py-1 -outline-offset-2 hover:text-ink"
          onClick={() => onSort(next)}
        >
          {heading}
          {direction && <Arrow aria-hidden className="size-3.5" />}
        </button>
      )}
    </TablePart>
  )
}
