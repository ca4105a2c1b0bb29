import type { Key } from '@keywright/contract'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Density } from './density.ts'

const HEIGHTS = { comfortable: 61, compact: 41 } as const

/** Cards of two columns, and of four, up to so wide a window; what is drawn is then measured. */
const CARDS = [
  { width: 560, height: 224 },
  { width: 816, height: 138 },
] as const

/** How long before the last row more are asked for. */
const ROWS_AHEAD = 40

/** The rows near to what is seen of the page; `readMore`, while there is one, is called when the last ones are among them. */
export function useRows(
  rows: readonly Key[],
  density: Density,
  readMore: (() => void) | undefined,
) {
  const body = useRef<HTMLDivElement>(null)
  const height = CARDS.find(({ width }) => innerWidth < width)?.height ?? HEIGHTS[density]
  // The same as long as the rows are: for another one, the places of all rows are computed anew.
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    getItemKey,
    overscan: 5,
    // The head of the page and of the list, and the bar below.
    scrollPaddingStart: 104,
    scrollPaddingEnd: 84,
    scrollMargin: useTop(body),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that were measured have another height now
  useLayoutEffect(() => virtualizer.measure(), [density])

  const items = virtualizer.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  const isNearEnd = last >= rows.length - ROWS_AHEAD
  const mayRead = readMore !== undefined
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for every page that has come
  useEffect(() => {
    if (isNearEnd) readMore?.()
  }, [isNearEnd, mayRead, rows.length])

  return { body, virtualizer, items }
}

/** How far below the top of the document an element begins; what is above it may grow. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    function look() {
      if (element.current) {
        setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY))
      }
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [element])
  return top
}
