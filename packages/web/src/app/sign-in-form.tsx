import { sessionEndpoints } from '@keywright/contract'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field, Input } from '../ui/field.tsx'
import { plainApi } from './api.ts'
import { CODE, CodeField, needsCode } from './code-field.tsx'
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
  const { form, refused } = useContractForm(sessionEndpoints.signIn.body, { email, password: '' })
  const [problem, setProblem] = useState<string>()
  const [asksForCode, setAsksForCode] = useState(false)
  const action = useAction({
    run: (body: Parameters<typeof plainApi.session.signIn>[0]['body']) =>
      plainApi.session.signIn({ body }),
    onDone,
    onRefused(error) {
      setProblem(undefined)
      if (needsCode(error)) {
        setAsksForCode(true)
        if (asksForCode)
          form.setError('totp', { message: 'Enter the code.' }, { shouldFocus: true })
      } else if (!refused(error)) {
        setProblem(error instanceof Error ? error.message : 'Something went wrong.')
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
      {asksForCode && <CodeField {...form.register('totp', CODE)} error={errors.totp?.message} />}
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
