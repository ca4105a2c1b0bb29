import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../../app/api.ts'
import { domainsQuery } from '../../app/queries.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { actingText, ReclampPreview } from '../users/reclamp-preview.tsx'
import { Refusal } from '../users/refusal.tsx'
import { RoleDialog } from '../users/role-dialog.tsx'
import { type MembershipDialogProps, useMemberChange } from '../users/use-member-change.ts'
import type { Member } from '../users/users.queries.ts'
import { InstanceRoleSelect } from './membership-fields.tsx'
import { RoleContent } from './role-content.tsx'
import { type TeamMember, teamMembershipQuery } from './team.queries.ts'

type Membership = TeamMember['memberships'][number]

interface PlaceProps extends MembershipDialogProps {
  domain: Membership['domain']
}

/** One domain of somebody: another role, or out. */
export function MembershipRow({
  person,
  membership,
}: {
  person: TeamMember
  membership: Membership
}) {
  const { domain, role, suspended, keys } = membership
  const labelId = useId()
  const [dialog, setDialog] = useState<'role' | 'out'>()
  const member: Member = { ...person, role, suspended, keys }
  const about = { domain, member, onClose: () => setDialog(undefined) }
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-2">
          <span id={labelId} className="font-medium wrap-anywhere">
            {domain.name}
          </span>
          {suspended && <Badge tone="warning">Suspended</Badge>}
        </p>
        <p className="text-muted">
          <span className="font-mono text-xs">{role}</span>
          {keys > 0 && ` · ${actingText(keys)} as them`}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button aria-describedby={labelId} onClick={() => setDialog('role')}>
          Change role
        </Button>
        <Button variant="danger" aria-describedby={labelId} onClick={() => setDialog('out')}>
          Take out
        </Button>
      </div>
      <ChangeRole {...about} open={dialog === 'role'} />
      <TakeOut {...about} open={dialog === 'out'} />
    </li>
  )
}

function ChangeRole({ domain, ...props }: PlaceProps) {
  const { id } = props.member
  const params = { id, domain: domain.id }
  const { data: own = [] } = useQuery(domainsQuery)
  const isMine = own.some(one => one.id === domain.id)
  return (
    <RoleDialog
      {...props}
      place={domain.name}
      query={teamMembershipQuery(id, domain.id)}
      run={(role, call) => api.team.setMembership({ params, body: { role } }, call)}
      select={(role, onChange) => (
        <InstanceRoleSelect domain={domain.id} value={role} onChange={onChange} />
      )}
      preview={(member, role) => (
        <>
          <RoleContent domain={domain.id} role={role} />
          {isMine ? (
            <ReclampPreview domain={domain.slug} member={member} role={role} />
          ) : (
            <p role="status" className={member.keys > 0 ? 'text-warning' : 'text-muted'}>
              {member.keys === 0
                ? 'No key acts as them there.'
                : `${actingText(member.keys)} as them there and ${member.keys === 1 ? 'follows' : 'follow'} the new role at once. Which ones, members of ${domain.name} can see.`}
            </p>
          )}
        </>
      )}
    />
  )
}

function TakeOut({ domain, ...props }: PlaceProps) {
  const { id, name } = props.member
  const { member, error, isBusy, close, change } = useMemberChange(props, {
    query: teamMembershipQuery(id, domain.id),
    run: call => api.team.removeMembership({ params: { id, domain: domain.id } }, call),
    done: () => `${name} was taken out of ${domain.name}`,
    onRemoved: async () => {},
  })
  const { keys } = member
  return (
    <Confirm
      open={props.open}
      onOpenChange={close}
      title={`Take ${name} out of ${domain.name}`}
      action="Take out"
      danger
      busy={isBusy}
      onConfirm={change}
    >
      <p>
        {member.email} loses all access to {domain.name}. The account stays, and so do other
        domains.
      </p>
      <p className={keys > 0 ? 'font-medium' : undefined}>
        {keys === 0
          ? 'No key acts as them there, so no key stops.'
          : `${actingText(keys)} as them and ${keys === 1 ? 'stops' : 'stop'} at once.`}
      </p>
      <Refusal error={error} />
    </Confirm>
  )
}
