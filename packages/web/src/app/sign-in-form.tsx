import { endpoints, ProblemError } from '@keywright/contract'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { plainApi } from './api.ts'
import { useAction } from './use-action.ts'
import { useContractForm } from './use-contract-form.ts'

/** E-mail and password, then the code of the authenticator app where one is set up. */
export function SignInForm({
  email = '',
  onDone,
}: {
  /** Whoever has to sign in again: nobody else can here. */
  email?: string
  onDone: () => void
}) {
  const { form, refused } = useContractForm(endpoints.session.signIn.body, { email, password: '' })
  const [problem, setProblem] = useState<string>()
  const [asksForCode, setAsksForCode] = useState(false)
  const action = useAction({
    run: (body: Parameters<typeof plainApi.session.signIn>[0]['body']) =>
      plainApi.session.signIn({ body }),
    onDone,
    onRefused(error) {
      if (error instanceof ProblemError && error.code === 'TOTP_REQUIRED') {
        setAsksForCode(true)
        setProblem(undefined)
        return true
      }
      if (!refused(error))
        setProblem(error instanceof Error ? error.message : 'Something went wrong.')
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
      <Field label="E-mail" error={errors.email?.message}>
        <Input
          {...form.register('email')}
          type="email"
          autoComplete="username"
          readOnly={email !== ''}
        />
      </Field>
      <Field label="Password" error={errors.password?.message}>
        <Input {...form.register('password')} type="password" autoComplete="current-password" />
      </Field>
      {asksForCode && (
        <Field
          label="Code"
          hint="Six digits from your authenticator app, or one of your recovery codes."
          error={errors.totp?.message}
        >
          <Input
            {...form.register('totp', { setValueAs: (text: string) => text || undefined })}
            autoComplete="one-time-code"
            autoFocus
          />
        </Field>
      )}
      {problem !== undefined && (
        <p role="alert" className="text-danger">
          {problem}
        </p>
      )}
      <Button type="submit" variant="primary" busy={action.isPending}>
        Sign in
      </Button>
    </form>
  )
}
