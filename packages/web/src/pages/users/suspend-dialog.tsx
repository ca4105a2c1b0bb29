import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { StoppingKeys } from './acting-keys.tsx'
import type { MemberDialogProps } from './change-role-dialog.tsx'
import { Refusal, useRefusal } from './refusal.tsx'

/** Locks somebody out of the domain for a while, or lets them in again. */
export function SuspendDialog({ domain, member, open, onClose }: MemberDialogProps) {
  const refusal = useRefusal()
  const suspended = !member.suspended
  const action = useAction({
    run: () => api.users.update({ params: { domain, id: member.id }, body: { suspended } }),
    done: suspended ? `${member.name} is suspended` : `${member.name} may come in again`,
    changes: [['domain', domain], ['team']],
    onDone: close,
    onRefused: refusal.keep,
  })
  function close() {
    refusal.clear()
    onClose()
  }
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={suspended ? `Suspend ${member.name}` : `End the suspension of ${member.name}`}
      action={suspended ? 'Suspend' : 'End suspension'}
      danger={suspended}
      busy={action.isPending}
      onConfirm={() => action.mutate()}
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
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
