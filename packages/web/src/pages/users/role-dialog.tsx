import { type ReactNode, useState } from 'react'
import { useMe } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, type FieldProps } from '../../ui/field.tsx'
import { Refusal } from './refusal.tsx'
import {
  type MemberChange,
  type MembershipDialogProps,
  useMemberChange,
} from './use-member-change.ts'
import type { Member } from './users.queries.ts'

/** How somebody gets another role in one place. */
interface RoleDialogProps extends MembershipDialogProps {
  /** Where it is, if that is not the domain that one is in. */
  place?: string
  query: MemberChange['query']
  run: (role: string, call: Parameters<MemberChange['run']>[0]) => Promise<unknown>
  /** The roles to choose from: a control for a field. */
  select: (role: string, onChange: (role: string) => void) => FieldProps['children']
  /** What becomes of the keys that act as them. */
  preview: (member: Member, role: string) => ReactNode
}

/** Gives somebody another role, and shows before what becomes of the keys that act as them. */
export function RoleDialog(props: RoleDialogProps) {
  const { place, member, open, onClose } = props
  return (
    <Dialog
      open={open}
      onOpenChange={onClose}
      title={`Change the role of ${member.name}${place === undefined ? '' : ` in ${place}`}`}
      description="It takes effect at once, for them and for every key that acts as them."
    >
      <ChangeRole {...props} />
    </Dialog>
  )
}

function ChangeRole({ place, query, run, select, preview, ...props }: RoleDialogProps) {
  const { user } = useMe()
  const { id, name } = props.member
  const [chosen, setChosen] = useState<string>()
  const { member, error, forget, isBusy, change } = useMemberChange(props, {
    query,
    run: call => run(role, call),
    done: () => `${name} has the role ${role}${place === undefined ? '' : ` in ${place}`} now`,
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
        {select(role, next => {
          setChosen(next)
          forget()
        })}
      </Field>
      {id === user?.id && (
        <p className="text-warning">This is you: you may lose the right to change it back.</p>
      )}
      {preview(member, role)}
      <Refusal error={error} />
      <Actions className="mt-0">
        <Button onClick={props.onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={isBusy} disabled={role === member.role}>
          Change role
        </Button>
      </Actions>
    </form>
  )
}
