import type { ReactNode } from 'react'
import { cn } from '../lib/cn.ts'

/** One column: its heading, and what it shows of a row. */
export interface Column<Row> {
  id: string
  heading: ReactNode
  /** Not on narrow screens. */
  wideOnly?: boolean
  className?: string
  cell: (row: Row) => ReactNode
}

/** Rows in columns. It scrolls within itself, never the page. */
export function Table<Row>({
  label,
  columns,
  rows,
  rowKey,
}: {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="w-full border-collapse text-left">
        <thead>
          <tr className="border-b border-line">
            {columns.map(column => (
              <th
                key={column.id}
                scope="col"
                className={cn(
                  'px-4 py-2.5 text-xs font-medium whitespace-nowrap text-muted',
                  column.wideOnly && 'max-md:hidden',
                  column.className,
                )}
              >
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={rowKey(row)} className="border-b border-line last:border-0 hover:bg-sunken/60">
              {columns.map(column => (
                <td
                  key={column.id}
                  className={cn(
                    'px-4 py-2.5 align-middle',
                    column.wideOnly && 'max-md:hidden',
                    column.className,
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
