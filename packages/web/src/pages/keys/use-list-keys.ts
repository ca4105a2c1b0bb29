import type { Key } from '@keywright/contract'
import type { Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useEffectEvent } from 'react'
import { isShortcut } from '../../lib/shortcut.ts'

/** What the shortcuts of the list work on. */
interface ListKeys {
  rows: readonly Key[]
  body: RefObject<HTMLElement | null>
  virtualizer: Virtualizer<Window, Element>
  /** Absent where nothing can be selected. */
  onToggle: ((id: string) => void) | undefined
}

/**
 * j and k go from row to row, x selects. The marked row is the one whose name has the focus, so that
 * Enter opens it and arrows go on from there.
 */
export function useListKeys({ rows, body, virtualizer, onToggle }: ListKeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const marked = indexOf(document.activeElement, body.current)
    const step = STEPS[event.key]
    if (step !== undefined) {
      const isArrow = event.key.startsWith('Arrow')
      // Elsewhere arrows scroll the page, or open a menu.
      if (isArrow ? !document.activeElement?.matches('[data-index] a') : !isShortcut(event)) return
      event.preventDefault()
      const next = marked === undefined ? firstVisible(virtualizer) : marked + step
      if (next >= 0 && next < rows.length) mark(next)
    } else if (event.key === 'x' && isShortcut(event)) {
      const key = marked === undefined ? undefined : rows[marked]
      if (key) onToggle?.(key.id)
    }
  })

  function mark(index: number) {
    virtualizer.scrollToIndex(index, { align: 'auto' })
    focusWhenDrawn(body, index)
  }

  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [])
}

const STEPS: Readonly<Record<string, number>> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }

/** Frames in which a row that was scrolled to appears. */
const PATIENCE = 10

function focusWhenDrawn(body: RefObject<HTMLElement | null>, index: number, tries = PATIENCE) {
  const link = body.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)
  if (link) link.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusWhenDrawn(body, index, tries - 1))
}

/** The row that an element is in. */
function indexOf(element: Element | null, body: HTMLElement | null): number | undefined {
  const row = element?.closest<HTMLElement>('[data-index]')
  return row && body?.contains(row) ? Number(row.dataset.index) : undefined
}

function firstVisible(virtualizer: Virtualizer<Window, Element>): number {
  const top = (virtualizer.scrollOffset ?? 0) + virtualizer.options.scrollPaddingStart
  return virtualizer.getVirtualItems().find(({ start }) => start >= top)?.index ?? 0
}
