import { type ReactNode, useState } from 'react'
import { Button } from './button.tsx'
import { Actions, Dialog } from './dialog.tsx'
import { Field, Input } from './field.tsx'

/** What a confirmation asks. */
export interface ConfirmProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will happen, exactly. */
  children: ReactNode
  /** The word on the button, as in "Revoke key". */
  action: string
  danger?: boolean
  /** What must be typed back first. */
  typeBack?: string
  busy?: boolean | undefined
  onConfirm: () => void
}

/** Asks before something that cannot be undone. */
export function Confirm({
  open,
  onOpenChange,
  title,
  children,
  action,
  danger,
  typeBack,
  busy,
  onConfirm,
}: ConfirmProps) {
  const [typed, setTyped] = useState('')
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} width="small">
      <form
        onSubmit={event => {
          event.preventDefault()
          onConfirm()
        }}
      >
        <div className="grid gap-3">{children}</div>
        {typeBack !== undefined && (
          <Field
            className="mt-4"
            label={
              <>
                Type <code className="font-mono">{typeBack}</code> to go on
              </>
            }
          >
            <Input
              value={typed}
              onChange={event => setTyped(event.target.value)}
              autoComplete="off"
            />
          </Field>
        )}
        <Actions>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button
            type="submit"
            variant={danger ? 'final' : 'primary'}
            busy={busy}
            disabled={typeBack !== undefined && typed !== typeBack}
          >
            {action}
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}
