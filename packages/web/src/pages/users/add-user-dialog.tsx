import { endpoints, ProblemError } from '@keywright/contract'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Refusal, useRefusal } from './refusal.tsx'
import { RoleSelect } from './role-select.tsx'

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
  const { form, refused } = useContractForm(endpoints.users.add.body, {
    email: '',
    role: 'READONLY',
  })
  const refusal = useRefusal()
  const action = useAction({
    run: (body: Parameters<typeof api.users.add>[0]['body']) =>
      api.users.add({ params: { domain }, body }),
    done: ({ name, role }) => `${name} was added as ${role}`,
    changes: [['domain', domain], ['team']],
    onDone,
    onRefused(error) {
      if (refused(error)) return true
      if (!(error instanceof ProblemError) || !EMAIL_CODES.includes(error.code)) {
        return refusal.keep(error)
      }
      form.setError('email', { message: error.message }, { shouldFocus: true })
      return true
    },
  })
  const { errors } = form.formState
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
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Add user
        </Button>
      </Actions>
    </form>
  )
}

const EMAIL_CODES = ['USER_NOT_FOUND', 'EMAIL_TAKEN']
