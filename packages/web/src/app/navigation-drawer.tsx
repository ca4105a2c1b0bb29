import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useRef } from 'react'
import { IconButton } from '../ui/button.tsx'
import { useFocusReturn } from '../ui/use-focus-return.ts'
import { Navigation } from './navigation.tsx'

/** The navigation on screens that have no room for it beside the page. */
export function NavigationDrawer({
  domain,
  open,
  onOpenChange,
}: {
  domain: string | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const isLeaving = useRef(false)
  const returnFocus = useFocusReturn(open)
  return (
    <Radix.Root
      open={open}
      onOpenChange={isOpen => {
        isLeaving.current = false
        onOpenChange(isOpen)
      }}
    >
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={event => {
            // The page that opens takes the focus itself.
            if (isLeaving.current) event.preventDefault()
            returnFocus(event)
            isLeaving.current = false
          }}
          className="fixed inset-y-0 left-0 z-50 w-64 max-w-[85vw] animate-fade-in overflow-y-auto border-r border-line bg-surface p-3"
        >
          <div className="mb-2 flex items-center justify-between pl-2.5">
            <Radix.Title className="font-semibold">Navigation</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close">
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </div>
          <Navigation
            domain={domain}
            onNavigate={() => {
              isLeaving.current = true
              onOpenChange(false)
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
