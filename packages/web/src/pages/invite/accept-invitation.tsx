import type { ResponseBody } from '@keywright/contract'
import {
  displayName,
  type endpoints,
  invitationEndpoints,
  newPassword,
  ProblemError,
} from '@keywright/contract'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import { plainApi } from '../../app/api.ts'
import { CODE, CodeField, needsCode } from '../../app/code-field.tsx'
import { queryClient } from '../../app/query-client.ts'
import { SignInForm } from '../../app/sign-in-form.tsx'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Time } from '../../ui/time.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'

/** What an open invitation is for, and whether the person has an account. */
export type OpenInvitation = ResponseBody<typeof endpoints.invitations.lookup>

/** Accepted, but the sign-in that follows was refused: it needs a code, or something else is in the way. */
interface Joined {
  domain: string
  error: unknown
  needsCode: boolean
}

const known = invitationEndpoints.accept.body
const unknown = known.extend({ name: displayName, password: newPassword })

/** What was agreed to: to a domain, with a role; then the form, then the domain itself. */
export function AcceptInvitation({ token, found }: { token: string; found: OpenInvitation }) {
  const { invitation, accountExists } = found
  const [joined, setJoined] = useState<Joined>()
  const navigate = useNavigate()

  function enter(domain: string) {
    queryClient.clear()
    void navigate({ to: '/d/$domain', params: { domain }, replace: true })
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div>
        <p className="text-base">
          Join <strong>{invitation.domain.name}</strong> with the role{' '}
          <code className="font-mono">{invitation.role}</code>.
        </p>
        <p className="text-muted">
          For <span className="wrap-anywhere">{invitation.email}</span>; the link expires{' '}
          <Time at={invitation.expiresAt} />.
        </p>
      </div>
      {joined === undefined ? (
        <AcceptForm
          token={token}
          email={invitation.email}
          isKnown={accountExists}
          onSignedIn={enter}
          onJoined={setJoined}
        />
      ) : (
        <>
          <p role="status">
            You belong to {invitation.domain.name} now. Sign in to go there
            {joined.needsCode
              ? '; each code of an authenticator app works once, so use the next one.'
              : '.'}
          </p>
          {!joined.needsCode && <Refusal error={joined.error} />}
          <SignInForm email={invitation.email} onDone={() => enter(joined.domain)} />
        </>
      )}
    </div>
  )
}

function AcceptForm({
  token,
  email,
  isKnown,
  onSignedIn,
  onJoined,
}: {
  token: string
  email: string
  isKnown: boolean
  onSignedIn: (domain: string) => void
  onJoined: (joined: Joined) => void
}) {
  const { form, refused } = useContractForm<z.input<typeof known>, z.output<typeof known>>(
    isKnown ? known : unknown,
    { token, password: '', ...(!isKnown && { name: '' }) },
  )
  const [asksForCode, setAsksForCode] = useState(false)
  const refusal = useRefusal()
  const action = useAction({
    async run(body: z.output<typeof known>) {
      const { domain } = await plainApi.invitations.accept({ body })
      return plainApi.session.signIn({ body: { email, password: body.password } }).then(
        () => ({ domain, error: undefined }),
        (error: unknown) => ({ domain, error }),
      )
    },
    onDone({ domain, error }) {
      if (error === undefined) onSignedIn(domain)
      else onJoined({ domain, error, needsCode: needsCode(error) })
    },
    onRefused(error) {
      refusal.clear()
      if (needsCode(error)) {
        setAsksForCode(true)
        return true
      }
      return refused(error) || refusal.keep(error)
    },
  })
  const { errors } = form.formState
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      {isKnown ? (
        <p>You have an account here already. Enter its password to join.</p>
      ) : (
        <Field label="Your name" hint="As others see it." error={errors.name?.message}>
          <Input {...form.register('name')} autoComplete="name" />
        </Field>
      )}
      <Field
        label={isKnown ? 'Password' : 'Choose a password'}
        hint={isKnown ? undefined : 'At least 12 characters. A sentence is easy to remember.'}
        error={errors.password?.message}
      >
        <Input
          {...form.register('password')}
          type="password"
          autoComplete={isKnown ? 'current-password' : 'new-password'}
        />
      </Field>
      {asksForCode && <CodeField {...form.register('totp', CODE)} error={errors.totp?.message} />}
      <Refusal error={refusal.error} />
      {codeOf(refusal.error) === 'INVITATION_NOT_FOUND' && (
        <p>
          It may be that you joined already and the answer was lost on its way.{' '}
          <a href="/sign-in" className="text-accent underline">
            Sign in
          </a>{' '}
          to find out.
        </p>
      )}
      <Button type="submit" variant="primary" busy={action.isPending}>
        Join
      </Button>
    </form>
  )
}

function codeOf(error: unknown): string | undefined {
  return error instanceof ProblemError ? error.code : undefined
}
