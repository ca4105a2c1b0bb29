import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useMe } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { ReclampPreview } from './reclamp-preview.tsx'
import { Refusal, useRefusal } from './refusal.tsx'
import { RoleSelect } from './role-select.tsx'
import type { Member } from './users.queries.ts'

/** What the dialogs about one user of a domain share. */
export interface MemberDialogProps {
  domain: string
  member: Member
  open: boolean
  onClose: () => void
}

/** Gives somebody another role, and shows before what becomes of the keys that act as them. */
export function ChangeRoleDialog({ open, onClose, ...about }: MemberDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`Change the role of ${about.member.name}`}
      description="It takes effect at once, for them and for every key that acts as them."
    >
      <ChangeRole {...about} onDone={onClose} />
    </Dialog>
  )
}

function ChangeRole({
  domain,
  member,
  onDone,
}: {
  domain: string
  member: Member
  onDone: () => void
}) {
  const { user } = useMe()
  const [role, setRole] = useState(member.role)
  const refusal = useRefusal()
  const action = useAction({
    run: () => api.users.update({ params: { domain, id: member.id }, body: { role } }),
    done: `${member.name} has the role ${role} now`,
    changes: [['domain', domain], ['team'], ['me']],
    onDone,
    onRefused: refusal.keep,
  })
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      onSubmit={event => {
        event.preventDefault()
        action.mutate()
      }}
    >
      <Field label="Role" hint={`Now: ${member.role}`}>
        <RoleSelect
          domain={domain}
          value={role}
          onChange={chosen => {
            setRole(chosen)
            refusal.clear()
          }}
        />
      </Field>
      {member.id === user?.id && (
        <p className="text-warning">This is you: you may lose the right to change it back.</p>
      )}
      <ReclampPreview domain={domain} member={member} role={role} />
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Button onClick={onDone}>Cancel</Button>
        <Button
          type="submit"
          variant="primary"
          busy={action.isPending}
          disabled={role === member.role}
        >
          Change role
        </Button>
      </Actions>
    </form>
  )
}
