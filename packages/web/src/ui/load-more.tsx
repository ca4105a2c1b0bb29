import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Button } from './button.tsx'

/**
 * Loads the next page when the end of the list comes near, or by its button. What could not be loaded
 * is asked for again by the button alone.
 */
export function LoadMore({
  query,
  what,
  label = 'Show more',
  byHand = false,
}: {
  query: Pick<
    UseInfiniteQueryResult,
    'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError' | 'fetchNextPage'
  >
  /** What is listed, as in "files". */
  what: string
  /** The word on the button. */
  label?: string
  /** Coming near is not enough. */
  byHand?: boolean
}) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = query
  const end = useRef<HTMLDivElement>(null)
  const more = useRef(query.fetchNextPage)
  more.current = query.fetchNextPage
  const isWaiting = hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !byHand

  useEffect(() => {
    if (!isWaiting || !end.current) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) void more.current()
      },
      { rootMargin: '300px' },
    )
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [isWaiting])

  return (
    <div ref={end} className="mt-4 grid justify-items-center gap-2">
      {isFetchNextPageError && <p role="alert">More {what} could not be loaded.</p>}
      {hasNextPage ? (
        <Button busy={isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {isFetchNextPageError ? 'Try again' : label}
        </Button>
      ) : (
        <p className="text-muted">That is all.</p>
      )}
    </div>
  )
}
