import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { Button } from '../../ui/button.tsx'

/** The buttons of a form that changes settings; leaving with changes asks first. */
export function SaveBar({
  changed,
  busy,
  onDiscard,
}: {
  changed: boolean
  busy: boolean
  onDiscard: () => void
}) {
  return (
    <div className="mt-5 flex flex-wrap items-center justify-end gap-2 border-t border-line pt-4">
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
