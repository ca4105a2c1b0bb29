import { api } from '../../app/api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { StoppingKeys } from './acting-keys.tsx'
import { Refusal } from './refusal.tsx'
import { type MemberDialogProps, useMemberChange } from './use-member-change.ts'
import { memberQuery } from './users.queries.ts'

/** Locks somebody out of the domain for a while, or lets them in again: what was chosen before. */
export function SuspendDialog({ suspended, ...props }: MemberDialogProps & { suspended: boolean }) {
  const { domain, open } = props
  const { name } = props.member
  const { member, error, isBusy, close, change } = useMemberChange(props, {
    query: memberQuery(domain, props.member.id),
    run: call =>
      api.users.update({ params: { domain, id: props.member.id }, body: { suspended } }, call),
    done: () => (suspended ? `${name} is suspended` : `${name} may come in again`),
  })
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={suspended ? `Suspend ${name}` : `End the suspension of ${name}`}
      action={suspended ? 'Suspend' : 'End suspension'}
      danger={suspended}
      busy={isBusy}
      onConfirm={change}
    >
      {suspended ? (
        <>
          <p>
            {member.email} cannot enter this domain until the suspension ends. Role and keys are
            kept.
          </p>
          <StoppingKeys domain={domain} member={member} />
        </>
      ) : (
        <p>
          {member.email} enters this domain with the role {member.role} again, and keys that act as
          them work again.
        </p>
      )}
      <Refusal error={error} />
    </Confirm>
  )
}
