import type { Key } from '@keywright/contract'
import { memo, type ReactNode, type RefCallback } from 'react'
import type { KeyRights } from '../../keys/key-rights.ts'
import type { KeyActions } from '../../keys/use-key-actions.tsx'
import { cn } from '../../lib/cn.ts'
import type { Density } from './density.ts'
import { COLUMN_VISIBILITY, KEY_COLUMNS, KeyName, ROW_GRID } from './key-columns.tsx'
import { KeyMenu } from './key-menu.tsx'
import { TablePart } from './table-part.tsx'

/** What one row needs to know. */
export interface KeyRowProps {
  domain: string
  value: Key
  /** Its place in the list, from 0. */
  index: number
  /** How far down it is, in pixels. */
  top: number
  density: Density
  rights: KeyRights
  actions: KeyActions
  isSelected: boolean
  /** Absent where nothing can be done with several keys. */
  onSelect: ((id: string, selected: boolean) => void) | undefined
  measure: RefCallback<Element>
}

/** One key: a row of a table, or a card where there is no room for a table. */
export const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { domain, value, index, top, density, rights, actions, isSelected, onSelect } = props
  return (
    <TablePart
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      ref={props.measure}
      style={{ transform: `translateY(${top}px)` }}
      className={cn(
        ROW_GRID,
        'contain-layout contain-style absolute inset-x-0 top-0 items-start border-t border-line py-3 hover:bg-sunken/60 @3xl:items-center',
        density === 'compact' ? '@3xl:min-h-10 @3xl:py-0' : '@3xl:min-h-15 @3xl:py-1.5',
        index === 0 && 'border-transparent',
        'has-[a:focus-visible]:shadow-[inset_3px_0_0_var(--accent)]',
        isSelected && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      <Cell className="flex @max-3xl:pt-0.5">
        {onSelect && (
          <input
            type="checkbox"
            aria-label={`Select ${value.name}`}
            className="size-4 accent-(--accent)"
            checked={isSelected}
            onChange={event => onSelect(value.id, event.target.checked)}
          />
        )}
      </Cell>
      <Cell>
        <KeyName domain={domain} value={value} density={density} />
      </Cell>
      <div
        role="presentation"
        className="col-span-2 col-start-2 mt-2 grid grid-cols-2 gap-x-3 gap-y-2 @lg:grid-cols-4 @3xl:contents"
      >
        {KEY_COLUMNS.map(column => (
          <Cell
            key={column.id}
            className={cn('truncate text-[0.8125rem]', COLUMN_VISIBILITY[column.from ?? 'always'])}
          >
            <span aria-hidden className="block text-xs text-muted @3xl:hidden">
              {column.heading}
            </span>
            {column.cell(value, density)}
          </Cell>
        ))}
      </div>
      <Cell className="col-start-3 row-start-1 -my-1.5 @3xl:col-start-auto @3xl:row-start-auto @3xl:my-0">
        <KeyMenu domain={domain} value={value} rights={rights} actions={actions} />
      </Cell>
    </TablePart>
  )
})

function Cell({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <TablePart role="cell" className={cn('min-w-0', className)}>
      {children}
    </TablePart>
  )
}
