import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { cn } from '../lib/cn.ts'
import { createStore, useStore } from '../lib/store.ts'
import { IconButton } from './button.tsx'

/** A short message at the edge of the page. */
export interface ToastMessage {
  title: string
  detail?: string | undefined
  tone?: 'neutral' | 'danger'
}

const toasts = createStore<readonly (ToastMessage & { id: number })[]>([])
let lastId = 0

/** Shows a message; it goes by itself, those about failures later. */
export function toast(message: ToastMessage): void {
  lastId++
  toasts.set([...toasts.get().slice(-3), { ...message, id: lastId }])
}

/** Where messages appear; once per page. */
export function Toaster() {
  const messages = useStore(toasts)
  return (
    <Radix.Provider swipeDirection="left" label="Message">
      {messages.map(({ id, title, detail, tone }) => (
        <Radix.Root
          key={id}
          duration={tone === 'danger' ? 12_000 : 4000}
          onOpenChange={open => {
            if (!open) toasts.set(toasts.get().filter(message => message.id !== id))
          }}
          className={cn(
            'flex animate-fade-in items-start gap-3 rounded-lg border bg-surface py-2.5 pr-1 pl-4 shadow-lg',
            tone === 'danger' ? 'border-danger' : 'border-line',
          )}
        >
          <div className="min-w-0 flex-1 py-1.5 wrap-anywhere">
            <Radix.Title className={cn('font-medium', tone === 'danger' && 'text-danger')}>
              {title}
            </Radix.Title>
            {detail !== undefined && (
              <Radix.Description className="text-muted">{detail}</Radix.Description>
            )}
          </div>
          <Radix.Close asChild>
            <IconButton label="Dismiss">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed bottom-4 left-4 z-[60] grid max-sm:top-[calc(4rem+var(--banner))] max-sm:bottom-auto w-96 max-w-[calc(100vw-2rem)] gap-2 outline-none" />
    </Radix.Provider>
  )
}
