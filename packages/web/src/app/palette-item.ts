import type { LucideIcon } from 'lucide-react'

/** Something the palette leads to. */
export interface PaletteItem {
  id: string
  label: string
  /** What else it is known by, shown beside the label. */
  detail?: string
  icon?: LucideIcon
  /** What finds it as well. */
  words?: readonly string[]
  go: () => unknown
}

/** Items of one kind. */
export interface PaletteGroup {
  heading: string
  items: readonly PaletteItem[]
}

/** The items that a text finds; those whose name begins with it come first. */
export function find(items: readonly PaletteItem[], search: string): PaletteItem[] {
  const found = items.filter(({ label, detail = '', words = [] }) =>
    [label, detail, ...words].some(text => text.toLowerCase().includes(search.toLowerCase())),
  )
  return found.toSorted((a, b) => Number(beginsWith(b, search)) - Number(beginsWith(a, search)))
}

/** Whether the name of an item begins with a text. */
export function beginsWith({ label }: PaletteItem, search: string): boolean {
  return search !== '' && label.toLowerCase().startsWith(search.toLowerCase())
}
