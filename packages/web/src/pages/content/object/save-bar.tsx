import type { ReactNode } from 'react'

/** The id of the form of an object, for the buttons that stand outside of it. */
export const OBJECT_FORM = 'object-form'

/** What can be done with the whole of an object, in sight however long its form is. */
export function SaveBar({
  label,
  note,
  state,
  children,
}: {
  label: string
  /** Whether something waits to be saved, or why nothing can be. */
  note: string
  state?: ReactNode
  children: ReactNode
}) {
  return (
    <section
      aria-label={label}
      className="sticky top-[calc(3.5rem+var(--banner))] z-20 -mx-4 flex flex-wrap items-center gap-2 border-b border-line bg-page px-4 py-2.5 sm:-mx-6 sm:px-6"
    >
      {state}
      <p aria-live="polite" className="min-w-0 flex-1 text-muted max-sm:basis-24">
        {note}
      </p>
      <div className="flex flex-wrap items-center justify-end gap-2">{children}</div>
    </section>
  )
}
