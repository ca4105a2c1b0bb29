import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '../lib/cn.ts'
import { IconButton } from './button.tsx'
import { useFocusReturn } from './use-focus-return.ts'

const WIDTHS = { small: 'max-w-md', normal: 'max-w-xl', large: 'max-w-3xl' } as const

/** What a dialog shows. */
export interface DialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  description?: ReactNode
  width?: keyof typeof WIDTHS
  /** From the side, for longer forms. */
  drawer?: boolean
  children: ReactNode
}

/** A dialog over the page. Focus goes into it, stays there, and comes back. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  width = 'normal',
  drawer,
  children,
}: DialogProps) {
  const returnFocus = useFocusReturn(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          onOpenAutoFocus={focusFirstField}
          onCloseAutoFocus={returnFocus}
          // React hands events on to whoever draws the dialog: its forms are not those of the page.
          onSubmit={event => event.stopPropagation()}
          className={cn(
            'fixed z-50 grid outline-none grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] border-line bg-surface shadow-xl',
            drawer
              ? 'inset-y-0 right-0 w-full max-w-2xl animate-slide-in border-l'
              : cn(
                  'top-1/2 left-1/2 max-h-[calc(100dvh-1.5rem)] w-[calc(100vw-1.5rem)] -translate-x-1/2 -translate-y-1/2 animate-fade-in rounded-xl border',
                  WIDTHS[width],
                ),
          )}
        >
          <div className="flex items-start justify-between gap-4 border-b border-line px-5 py-3.5">
            <div className="min-w-0 wrap-anywhere">
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="mt-0.5 text-muted">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" className="-my-1.5 -mr-2">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          <div className="overflow-y-auto p-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** Where there is nothing to fill in, the dialog itself has the focus and is read out. */
function focusFirstField(event: Event) {
  event.preventDefault()
  // Radix sends this event to the content of the dialog.
  const dialog = event.currentTarget as HTMLElement
  const fields = [...dialog.querySelectorAll<HTMLInputElement>(FIELDS)]
  const first = fields.find(({ type, checked }) => type !== 'radio' || checked) ?? dialog
  first.focus({ preventScroll: true })
}

const FIELDS =
  'input:not([readonly], [type=hidden], [hidden], :disabled), textarea:not(:disabled), select:not(:disabled)'

/** The buttons at the end of a dialog or form; the last one is what people came for. */
export function Actions({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <div className={cn('mt-5 flex flex-wrap items-center justify-end gap-2', className)}>
      {children}
    </div>
  )
}
