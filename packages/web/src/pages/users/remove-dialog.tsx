import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { StoppingKeys } from './acting-keys.tsx'
import type { MemberDialogProps } from './change-role-dialog.tsx'
import { Refusal, useRefusal } from './refusal.tsx'

/** Takes somebody out of the domain, after saying which keys stop. */
export function RemoveDialog({
  domain,
  member,
  open,
  onClose,
  onRemoved,
}: MemberDialogProps & { onRemoved?: () => void }) {
  const refusal = useRefusal()
  const action = useAction({
    run: () => api.users.remove({ params: { domain, id: member.id } }),
    done: `${member.name} was removed from the domain`,
    changes: [['domain', domain], ['team'], ['domains'], ['me']],
    onDone() {
      close()
      onRemoved?.()
    },
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
      title={`Remove ${member.name}`}
      action="Remove from the domain"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>
        {member.email} loses all access to this domain. The account itself stays, and so does what
        they did in the audit log.
      </p>
      <StoppingKeys domain={domain} member={member} />
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
