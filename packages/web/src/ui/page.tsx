import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import { cn } from '../lib/cn.ts'

/** A page: its title is the document's, too, and gets the focus when the page opens. */
export function Page({
  title,
  documentTitle,
  description,
  actions,
  wide,
  children,
}: {
  title: ReactNode
  /** Where the title is more than text. */
  documentTitle?: string
  description?: ReactNode
  actions?: ReactNode
  /** For lists with many columns: takes more of a wide screen. */
  wide?: boolean
  children: ReactNode
}) {
  const heading = useHeading(documentTitle ?? (typeof title === 'string' ? title : undefined))
  return (
    <div
      className={cn(
        'mx-auto grid w-full grid-cols-[minmax(0,1fr)] gap-5 px-4 py-6 sm:px-6',
        wide ? 'max-w-[110rem]' : 'max-w-6xl',
      )}
    >
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 wrap-anywhere">
          <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold outline-none">
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

/** For the heading of a page, which gets the focus when the page opens: `name` is the document's title. */
export function useHeading(name: string | undefined): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = name ? `${name} · Keywright` : 'Keywright'
  }, [name])
  useEffect(() => {
    // The first page is read from its top, where the way past the navigation is.
    if (!isFirst) heading.current?.focus({ preventScroll: true })
    isFirst = false
  }, [])
  return heading
}

let isFirst = true
