import { type ReactNode, useEffect, useRef } from 'react'

/** A page: its title is the document's, too, and gets the focus when the page opens. */
export function Page({
  title,
  documentTitle,
  description,
  actions,
  children,
}: {
  title: ReactNode
  /** Where the title is more than text. */
  documentTitle?: string
  description?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  const name = documentTitle ?? (typeof title === 'string' ? title : undefined)
  useEffect(() => {
    document.title = name ? `${name} · Keywright` : 'Keywright'
  }, [name])
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <div className="mx-auto grid w-full max-w-6xl grid-cols-[minmax(0,1fr)] gap-5 px-4 py-6 sm:px-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <h1
            ref={heading}
            tabIndex={-1}
            className="text-xl font-semibold break-words outline-none"
          >
            {title}
          </h1>
          {description !== undefined && <p className="mt-0.5 text-muted">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}
