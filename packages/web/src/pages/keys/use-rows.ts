import type { Key } from '@keywright/contract'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Density } from './density.ts'

/** How tall rows are as a rule, until one is drawn. */
const HEIGHTS = { comfortable: 60, compact: 40 } as const

/** Cards of two columns, and of four, up to so wide a window. */
const CARDS = [
  { width: 560, height: 260 },
  { width: 816, height: 173 },
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
  const height = useRowHeight(body, density, rows.length > 0)
  // Another function has the places of all rows computed anew, as is due for other rows and heights only.
  // biome-ignore lint/correctness/useExhaustiveDependencies: with the height, all places change
  const getItemKey = useCallback((index: number) => rows[index]?.id ?? index, [rows, height])
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

/**
 * How tall rows are: as the middle one of those that are drawn first, at every width and density. A row
 * of another height is measured when it is drawn, which has the places of all after it computed anew, so
 * that this must not be every one.
 */
function useRowHeight(
  body: RefObject<HTMLElement | null>,
  density: Density,
  isDrawn: boolean,
): number {
  const [drawn, setDrawn] = useState<number>()
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows have another height at another density
  useLayoutEffect(() => {
    const list = body.current
    if (!list || !isDrawn) return
    let seenWidth = 0
    const observer = new ResizeObserver(() => {
      const rows = [...list.querySelectorAll<HTMLElement>('[data-index]')]
      if (list.clientWidth === seenWidth || rows.length === 0) return
      seenWidth = list.clientWidth
      const heights = rows.map(row => row.offsetHeight).sort((a, b) => a - b)
      setDrawn(heights[Math.floor(heights.length / 2)])
    })
    observer.observe(list)
    return () => observer.disconnect()
  }, [body, isDrawn, density])
  return drawn ?? CARDS.find(({ width }) => innerWidth < width)?.height ?? HEIGHTS[density]
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
