import { useRouterState } from '@tanstack/react-router'

/** A line along the top while the next page is on its way; it shows only when that takes a moment. */
export function PendingBar() {
  const isPending = useRouterState({ select: state => state.status === 'pending' })
  if (!isPending) return null
  return (
    <div
      aria-hidden
      className="fixed inset-x-0 top-0 z-[70] h-0.5 animate-pending bg-accent"
      data-testid="pending"
    />
  )
}
