import { StaleWarning } from '../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { cn } from '../../lib/cn.ts'
import { Button } from '../../ui/button.tsx'

/** The end of a form about a domain: what became of the last save, and the buttons. Leaving with changes asks first. */
export function SaveBar({
  state: { isDirty, isStale, isSaving, isTaking, takeNewer, discard },
  className,
}: {
  /** Of `useDomainForm`. */
  state: {
    isDirty: boolean
    isStale: boolean
    isSaving: boolean
    isTaking: boolean
    takeNewer: () => void
    discard: () => void
  }
  className?: string
}) {
  return (
    <div className={cn('mt-5 grid gap-3 border-t border-line pt-4', className)}>
      {isStale && (
        <StaleWarning
          title="The domain was changed while you were editing"
          action="Take the newer state"
          busy={isTaking}
          onTake={takeNewer}
        >
          Your changes were not saved. Take the newer state: what you changed stays beside it, to be
          saved or discarded.
        </StaleWarning>
      )}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p aria-live="polite" className="mr-auto text-muted">
          {isDirty ? 'There are unsaved changes.' : ''}
        </p>
        <Button onClick={discard} disabled={!isDirty || isSaving}>
          Discard
        </Button>
        <Button type="submit" variant="primary" busy={isSaving} disabled={!isDirty || isStale}>
          Save
        </Button>
      </div>
      <UnsavedChanges when={isDirty} />
    </div>
  )
}
