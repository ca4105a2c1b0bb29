import { useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'

/**
 * Says the name of each new page to screen readers, and moves the focus there when it was left on
 * something that the page before had.
 */
export function RouteAnnouncer() {
  const router = useRouter()
  const [title, setTitle] = useState('')

  useEffect(
    () =>
      router.subscribe('onResolved', ({ fromLocation, pathChanged }) => {
        if (fromLocation && pathChanged) focusPage()
      }),
    [router],
  )
  useEffect(() => {
    // The first title is read with the page itself.
    const observer = new MutationObserver(() => setTitle(document.title))
    const element = document.querySelector('title')
    if (element) observer.observe(element, { childList: true })
    return () => observer.disconnect()
  }, [])

  return (
    <div role="status" aria-live="polite" className="sr-only">
      {title}
    </div>
  )
}

function focusPage(): void {
  const main = document.querySelector('main')
  if (main?.contains(document.activeElement)) return
  main?.querySelector('h1')?.focus({ preventScroll: true })
}
