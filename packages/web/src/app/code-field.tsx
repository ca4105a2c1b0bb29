import { ProblemError } from '@keywright/contract'
import type { ComponentProps } from 'react'
import { Field, Input } from '../ui/field.tsx'

/** Asks for the second step of signing in; takes what `form.register('totp', CODE)` answers. */
export function CodeField({
  error,
  ...props
}: ComponentProps<'input'> & { error?: string | undefined }) {
  return (
    <Field
      label="Code"
      hint="Six digits from your authenticator app, or one of your recovery codes."
      error={error}
    >
      <Input autoComplete="one-time-code" autoFocus {...props} />
    </Field>
  )
}

/** How the field is registered: while it is empty there is no code. */
export const CODE = { setValueAs: (text: string) => text.trim() || undefined }

/** The password was right, and a code is needed with it. */
export function needsCode(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'TOTP_REQUIRED'
}
