import { sessionEndpoints } from '@keywright/contract'
import { useState } from 'react'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import { Actions, Dialog } from '../ui/dialog.tsx'
import { Field, Input } from '../ui/field.tsx'
import { isCalledOff, plainApi } from './api.ts'
import { CODE, CodeField, needsCode } from './code-field.tsx'
import { passwordPrompt } from './prompt.ts'
import { useAction } from './use-action.ts'
import { useContractForm } from './use-contract-form.ts'

/** What is about to be done needs the password again: asked for once, good for five minutes. */
export function PasswordPrompt() {
  const isOpen = useStore(passwordPrompt.open)
  return (
    <Dialog
      open={isOpen}
      onOpenChange={open => {
        if (!open) passwordPrompt.answer(false)
      }}
      title="Enter your password"
      description="This is a sensitive action. You will not be asked again for five minutes."
      width="small"
    >
      <PasswordForm />
    </Dialog>
  )
}

function PasswordForm() {
  const { form, refused } = useContractForm(sessionEndpoints.reauthenticate.body, { password: '' })
  const [asksForCode, setAsksForCode] = useState(false)
  const action = useAction({
    run: async (body: Parameters<typeof plainApi.session.reauthenticate>[0]['body']) => {
      try {
        await plainApi.session.reauthenticate({ body })
      } catch (error) {
        // The session has ended meanwhile: the request that waits for this then asks to sign in.
        if (!isCalledOff(error)) throw error
      }
    },
    onDone: () => passwordPrompt.answer(true),
    onRefused(error) {
      if (needsCode(error)) {
        setAsksForCode(true)
        if (asksForCode)
          form.setError('totp', { message: 'Enter the code.' }, { shouldFocus: true })
      } else if (!refused(error)) {
        const message = error instanceof Error ? error.message : 'Refused.'
        form.setError('password', { message }, { shouldFocus: true })
      }
      return true
    },
  })
  const { errors } = form.formState
  return (
    <form
      className="grid gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field label="Password" error={errors.password?.message}>
        <Input {...form.register('password')} type="password" autoComplete="current-password" />
      </Field>
      {asksForCode && <CodeField {...form.register('totp', CODE)} error={errors.totp?.message} />}
      <Actions className="mt-0">
        <Button onClick={() => passwordPrompt.answer(false)}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Go on
        </Button>
      </Actions>
    </form>
  )
}
