import type { ComponentProps } from 'react'

/** What is laid out as a grid, and drawn only in part, cannot be a table element; it says what it is. */
export function TablePart(
  props: ComponentProps<'div'> & { role: 'table' | 'rowgroup' | 'row' | 'columnheader' | 'cell' },
) {
  return <div {...props} />
}
