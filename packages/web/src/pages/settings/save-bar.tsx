import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { cn } from '../../lib/cn.ts'
import { Button } from '../../ui/button.tsx'

/** The buttons of a form that changes settings; leaving with changes asks first. */
export function SaveBar({
  changed,
  busy,
  onDiscard,
  className,
}: {
  changed: boolean
  busy: boolean
  onDiscard: () => void
  className?: string
}) {
  return (
    <div
      className={cn(
        'mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4',
        className,
      )}
    >
      <p aria-live="polite" className="mr-auto text-muted">
        {changed ? 'There are unsaved changes.' : ''}
      </p>
      <Button onClick={onDiscard} disabled={!changed || busy}>
        Discard
      </Button>
      <Button type="submit" variant="primary" busy={busy} disabled={!changed}>
        Save
      </Button>
      <UnsavedChanges when={changed} />
    </div>
  )
}
