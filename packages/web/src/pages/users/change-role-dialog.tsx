import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { ReclampPreview } from './reclamp-preview.tsx'
import { Refusal } from './refusal.tsx'
import { RoleSelect } from './role-select.tsx'
import { type MemberDialogProps, useMemberChange } from './use-member-change.ts'

/** Gives somebody another role, and shows before what becomes of the keys that act as them. */
export function ChangeRoleDialog(props: MemberDialogProps) {
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onClose}
      title={`Change the role of ${props.member.name}`}
      description="It takes effect at once, for them and for every key that acts as them."
    >
      <ChangeRole {...props} />
    </Dialog>
  )
}

function ChangeRole(props: MemberDialogProps) {
  const { user } = useMe()
  const { domain, onClose } = props
  const { id, name } = props.member
  const [chosen, setChosen] = useState<string>()
  const { member, error, forget, isBusy, change } = useMemberChange(props, {
    run: call => api.users.update({ params: { domain, id }, body: { role } }, call),
    done: () => `${name} has the role ${role} now`,
  })
  const role = chosen ?? member.role
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      onSubmit={event => {
        event.preventDefault()
        change()
      }}
    >
      <Field label="Role" hint={`Now: ${member.role}`}>
        <RoleSelect
          domain={domain}
          value={role}
          onChange={next => {
            setChosen(next)
            forget()
          }}
        />
      </Field>
      {id === user?.id && (
        <p className="text-warning">This is you: you may lose the right to change it back.</p>
      )}
      <ReclampPreview domain={domain} member={member} role={role} />
      <Refusal error={error} />
      <Actions className="mt-0">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={isBusy} disabled={role === member.role}>
          Change role
        </Button>
      </Actions>
    </form>
  )
}
