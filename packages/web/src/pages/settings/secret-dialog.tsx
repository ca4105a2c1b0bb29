import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'

/** The secret, and what happened before it was shown. */
export interface Revealed {
  secret: string
  how: 'made' | 'revealed' | 'regenerated'
}

const TITLES = {
  made: 'The shared secret is made',
  revealed: 'The shared secret',
  regenerated: 'The new shared secret',
} as const

/** Shows the secret for as long as it is open. */
export function SecretDialog({
  shown,
  onClose,
}: {
  shown: Revealed | undefined
  onClose: () => void
}) {
  return (
    <Dialog
      open={shown !== undefined}
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={TITLES[shown?.how ?? 'revealed']}
      description="Keep it where your integration keeps its other secrets. That it was shown is in the audit log; it can be revealed again here."
    >
      {shown && <CodeBlock code={shown.secret} label="shared secret" />}
      <Actions>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </Dialog>
  )
}
