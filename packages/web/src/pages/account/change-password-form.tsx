import { meEndpoints, ProblemError } from '@keywright/contract'
import type { ReactNode } from 'react'
import { z } from 'zod'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'

/** What the server asks for, and the new password once more against slips of the finger. */
const schema = meEndpoints.changePassword.body
  .extend({ repeated: z.string() })
  .refine(({ newPassword, repeated }) => newPassword === repeated, {
    path: ['repeated'],
    message: 'The two are not the same.',
  })

const NOTHING = { currentPassword: '', newPassword: '', repeated: '' }

/** Changes the password of whoever is signed in. */
export function ChangePasswordForm({
  email,
  currentLabel = 'Current password',
  currentHint,
  action: label,
  done,
  onDone,
}: {
  /** For password managers, so that they know whose password it is. */
  email: string
  currentLabel?: string
  currentHint?: ReactNode
  action: string
  done?: string
  onDone?: () => void
}) {
  const { form, refused } = useContractForm(schema, NOTHING)
  const action = useAction({
    run: ({ currentPassword, newPassword }: z.output<typeof schema>) =>
      api.me.changePassword({ body: { currentPassword, newPassword } }),
    ...(done !== undefined && { done }),
    changes: [['me'], ['sessions']],
    onDone() {
      form.reset(NOTHING)
      onDone?.()
    },
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof ProblemError) || error.code !== 'LOGIN_FAILED') return false
      const message = 'This is not the current password.'
      form.setError('currentPassword', { message }, { shouldFocus: true })
      return true
    },
  })
  // What was sent holds both passwords: nothing of it is kept.
  const change = (body: z.output<typeof schema>) =>
    action.mutate(body, { onSettled: () => action.reset() })
  const { errors } = form.formState
  return (
    <form
      className="grid gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(change)(event)}
    >
      <input
        type="text"
        name="username"
        autoComplete="username"
        defaultValue={email}
        readOnly
        hidden
      />
      <Field label={currentLabel} hint={currentHint} error={errors.currentPassword?.message}>
        <Input
          {...form.register('currentPassword')}
          type="password"
          autoComplete="current-password"
        />
      </Field>
      <Field
        label="New password"
        hint="At least 12 characters. Long beats complicated."
        error={errors.newPassword?.message}
      >
        <Input {...form.register('newPassword')} type="password" autoComplete="new-password" />
      </Field>
      <Field label="New password again" error={errors.repeated?.message}>
        <Input {...form.register('repeated')} type="password" autoComplete="new-password" />
      </Field>
      <Actions className="mt-0 justify-start">
        <Button type="submit" variant="primary" busy={action.isPending}>
          {label}
        </Button>
      </Actions>
    </form>
  )
}
