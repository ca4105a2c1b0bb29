import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import type { BulkFailure } from './use-bulk.ts'

/** The keys that stayed as they were, and why; nothing when there are none. */
export function BulkFailures({
  failures,
  othersAreDone,
  onClose,
}: {
  failures: readonly BulkFailure[]
  othersAreDone: boolean
  onClose: () => void
}) {
  return (
    <Dialog
      open={failures.length > 0}
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={
        failures.length === 1 ? '1 key was not changed' : `${failures.length} keys were not changed`
      }
      {...(othersAreDone && { description: 'The others are done.' })}
    >
      <ul className="grid gap-2">
        {failures.map(({ key, sentence, code }) => (
          <li key={key.id} className="rounded-lg border border-line px-3 py-2">
            <span className="block font-medium break-words">{key.name}</span>
            <span className="text-muted">
              {sentence} <code className="font-mono text-xs">{code}</code>
            </span>
          </li>
        ))}
      </ul>
      <Actions>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </Actions>
    </Dialog>
  )
}
