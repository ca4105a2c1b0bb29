import { invitationEndpoints } from '@keywright/contract'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { Field } from '../../ui/field.tsx'
import { InvitationDialog } from './invitation-dialog.tsx'
import { EmailField, LinkDaysField, PersonFormEnd } from './person-fields.tsx'
import { RoleSelect } from './role-select.tsx'
import { usePersonForm } from './use-person-form.ts'
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
    <InvitationDialog
      open={open}
      onClose={onClose}
      title="Invite"
      description="Whoever opens the link joins this domain: somebody new chooses a password, somebody known enters theirs."
    >
      {onMade => <Invite domain={domain} onMade={made => onMade([made])} onCancel={onClose} />}
    </InvitationDialog>
  )
}

function Invite({
  domain,
  onMade,
  onCancel,
}: {
  domain: string
  onMade: (made: MadeInvitation) => void
  onCancel: () => void
}) {
  const { form, error, onRefused } = usePersonForm(invitationEndpoints.create.body, {
    email: '',
    role: 'READONLY',
    expiresInDays: 7,
  })
  const once = useIdempotencyKey()
  const action = useAction({
    run: (body: Parameters<typeof api.invitations.create>[0]['body']) =>
      once(body, idempotencyKey =>
        api.invitations.create({ params: { domain }, body }, { idempotencyKey }),
      ),
    changes: [['domain', domain, 'invitations']],
    onDone: onMade,
    onRefused,
  })
  const { errors } = form.formState
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void form.handleSubmit(body => action.mutate(body))(event)}
    >
      <EmailField {...form.register('email')} error={errors.email?.message} />
      <Field label="Role" error={errors.role?.message}>
        <RoleSelect
          domain={domain}
          value={form.watch('role')}
          onChange={role => form.setValue('role', role)}
        />
      </Field>
      <LinkDaysField
        {...form.register('expiresInDays', { valueAsNumber: true })}
        error={errors.expiresInDays?.message}
      />
      <PersonFormEnd error={error} busy={action.isPending} submit="Invite" onCancel={onCancel} />
    </form>
  )
}
