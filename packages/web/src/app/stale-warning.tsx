import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '../ui/button.tsx'

/** Somebody else was faster: nothing was saved, and there is a way to go on. */
export function StaleWarning({
  title,
  action,
  busy = false,
  onTake,
  children,
}: {
  title: string
  /** What the button does, as in "Reload the API". */
  action: string
  busy?: boolean
  onTake: () => void
  children: ReactNode
}) {
  const warning = useRef<HTMLDivElement>(null)
  // It may come up below the edge of a small screen.
  useEffect(() => warning.current?.scrollIntoView({ block: 'nearest' }), [])
  return (
    <div
      ref={warning}
      role="alert"
      className="flex flex-wrap items-start gap-3 rounded-lg border border-line bg-warning-soft p-3"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <div className="min-w-48 flex-1">
        <p className="font-medium">{title}</p>
        <p>{children}</p>
      </div>
      <Button size="small" busy={busy} onClick={onTake}>
        {action}
      </Button>
    </div>
  )
}
