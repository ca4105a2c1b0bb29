import { useBlocker } from '@tanstack/react-router'
import { Confirm } from '../ui/confirm.tsx'

/** Asks before a page with unsaved changes is left, by a link, the back button or closing the tab. */
export function UnsavedChanges({ when }: { when: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    enableBeforeUnload: when,
    disabled: !when,
    withResolver: true,
  })
  return (
    <Confirm
      open={status === 'blocked'}
      onOpenChange={open => {
        if (!open) reset?.()
      }}
      title="Leave without saving?"
      action="Leave"
      danger
      onConfirm={() => proceed?.()}
    >
      <p>What you changed on this page has not been saved, and is lost when you leave it.</p>
    </Confirm>
  )
}
