import type { ReactNode } from 'react'
import { useHeading } from '../ui/page.tsx'

/** A page without the frame, for those who are not quite in yet. */
export function BarePage({
  title,
  description,
  below,
  children,
}: {
  title: string
  description?: ReactNode
  /** Small print under the box. */
  below?: ReactNode
  children: ReactNode
}) {
  const heading = useHeading(title)
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,25rem)] content-center justify-center gap-6 p-4">
      <div className="grid justify-items-center gap-2 text-center">
        <img src="/favicon.svg" alt="" className="size-10" />
        <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
          {title}
        </h1>
        {description !== undefined && <p className="text-muted">{description}</p>}
      </div>
      <div className="rounded-xl border border-line bg-surface p-6">{children}</div>
      {below !== undefined && <p className="text-center text-muted">{below}</p>}
    </main>
  )
}
