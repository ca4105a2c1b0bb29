import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'

/** Loads the next page when the end of the list comes near, or by its button. */
export function LoadMore({
  hasMore,
  busy,
  onMore,
}: {
  hasMore: boolean
  busy: boolean
  onMore: () => void
}) {
  const end = useRef<HTMLDivElement>(null)
  const more = useRef(onMore)
  more.current = onMore
  const isWaiting = hasMore && !busy

  useEffect(() => {
    if (!isWaiting || !end.current) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) more.current()
      },
      { rootMargin: '300px' },
    )
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [isWaiting])

  return (
    <div ref={end} className="mt-4 grid justify-items-center">
      {hasMore ? (
        <Button busy={busy} onClick={onMore}>
          Show more
        </Button>
      ) : (
        <p className="text-muted">That is all.</p>
      )}
    </div>
  )
}
