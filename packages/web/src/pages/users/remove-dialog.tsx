import { api } from '../../app/api.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { StoppingKeys } from './acting-keys.tsx'
import { Refusal } from './refusal.tsx'
import { type MemberDialogProps, useMemberChange } from './use-member-change.ts'
import { memberQuery } from './users.queries.ts'

/** Takes somebody out of the domain, after saying which keys stop. */
export function RemoveDialog({
  onRemoved = stay,
  ...props
}: MemberDialogProps & { onRemoved?: () => Promise<void> }) {
  const { domain, open } = props
  const { member, error, isBusy, close, change } = useMemberChange(props, {
    query: memberQuery(domain, props.member.id),
    run: call => api.users.remove({ params: { domain, id: props.member.id } }, call),
    done: () => `${props.member.name} was removed from the domain`,
    onRemoved,
  })
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={`Remove ${member.name}`}
      action="Remove from the domain"
      danger
      busy={isBusy}
      onConfirm={change}
    >
      <p>
        {member.email} loses all access to this domain. The account itself stays, and so does what
        they did in the audit log.
      </p>
      <StoppingKeys domain={domain} member={member} />
      <Refusal error={error} />
    </Confirm>
  )
}

/** A list only loses a row. */
async function stay() {}
