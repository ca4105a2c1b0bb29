import { userEndpoints } from '@keywright/contract'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { EmailField, PersonFormEnd } from './person-fields.tsx'
import { RoleSelect } from './role-select.tsx'
import { usePersonForm } from './use-person-form.ts'

/** Adds somebody who has an account on this instance already. */
export function AddUserDialog({
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
      title="Add user"
      description="For somebody who has an account on this instance already. They see this domain the next time they look."
      width="small"
    >
      <AddUser domain={domain} onDone={onClose} />
    </Dialog>
  )
}

function AddUser({ domain, onDone }: { domain: string; onDone: () => void }) {
  const { form, error, onRefused } = usePersonForm(userEndpoints.add.body, {
    email: '',
    role: 'READONLY',
  })
  const once = useIdempotencyKey()
  const action = useAction({
    run: (body: Parameters<typeof api.users.add>[0]['body']) =>
      once(body, idempotencyKey => api.users.add({ params: { domain }, body }, { idempotencyKey })),
    done: ({ name, role }) => `${name} was added as ${role}`,
    changes: [['domain', domain], ['team']],
    onDone,
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
      <PersonFormEnd error={error} busy={action.isPending} submit="Add user" onCancel={onDone} />
    </form>
  )
}
