import { endpoints, ProblemError } from '@keywright/contract'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { MadeInvitations } from './made-invitations.tsx'
import { Refusal, useRefusal } from './refusal.tsx'
import { RoleSelect } from './role-select.tsx'
import type { MadeInvitation } from './users.queries.ts'

/** Invites somebody to the domain; the link is shown once. */
export function InviteDialog({
  domain,
  open,
  onClose,
}: {
  domain: string
  open: boolean
  onClose: () => void
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title="Invite"
      description="Whoever opens the link joins this domain: somebody new chooses a password, somebody known enters theirs."
    >
      <Invite domain={domain} onDone={onClose} />
    </Dialog>
  )
}

function Invite({ domain, onDone }: { domain: string; onDone: () => void }) {
  const [made, setMade] = useState<MadeInvitation>()
  const { form, refused } = useContractForm(endpoints.invitations.create.body, {
    email: '',
    role: 'READONLY',
    expiresInDays: 7,
  })
  const refusal = useRefusal()
  const action = useAction({
    run: (body: Parameters<typeof api.invitations.create>[0]['body']) =>
      api.invitations.create({ params: { domain }, body }),
    changes: [['domain', domain, 'invitations']],
    onDone: setMade,
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof ProblemError) || error.code !== 'EMAIL_TAKEN') {
        return refusal.keep(error)
      }
      form.setError('email', { message: error.message }, { shouldFocus: true })
      return true
    },
  })
  const { errors } = form.formState
  if (made) return <MadeInvitations made={[made]} onDone={onDone} />
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <Field label="E-mail" error={errors.email?.message}>
        <Input {...form.register('email')} type="email" autoComplete="off" />
      </Field>
      <Field label="Role" error={errors.role?.message}>
        <RoleSelect
          domain={domain}
          value={form.watch('role')}
          onChange={role => form.setValue('role', role)}
        />
      </Field>
      <Field label="Days the link works" hint="1 to 30." error={errors.expiresInDays?.message}>
        <Input
          {...form.register('expiresInDays', { valueAsNumber: true })}
          type="number"
          min={1}
          max={30}
          className="max-w-28"
        />
      </Field>
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Make invitation
        </Button>
      </Actions>
    </form>
  )
}
