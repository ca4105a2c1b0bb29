import type { ComponentProps } from 'react'
import { Button } from '../../ui/button.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Refusal } from './refusal.tsx'

type InputProps = ComponentProps<'input'> & { error: string | undefined }

/** Whom it is about. */
export function EmailField({ error, ...props }: InputProps) {
  return (
    <Field label="E-mail" error={error}>
      <Input {...props} type="email" autoComplete="off" />
    </Field>
  )
}

/** How long the link of an invitation can be used. */
export function LinkDaysField({ error, ...props }: InputProps) {
  return (
    <Field label="Days the link works" hint="1 to 30." error={error}>
      <Input {...props} type="number" min={1} max={30} className="max-w-28" />
    </Field>
  )
}

/** The end of such a form: what it was refused with, and its buttons. */
export function PersonFormEnd({
  error,
  busy,
  submit,
  onCancel,
}: {
  error: unknown
  busy: boolean
  submit: string
  onCancel: () => void
}) {
  return (
    <>
      <Refusal error={error} />
      <Actions className="mt-0">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={busy}>
          {submit}
        </Button>
      </Actions>
    </>
  )
}
