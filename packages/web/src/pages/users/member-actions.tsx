import { CirclePause, CirclePlay, Ellipsis, ShieldCheck, UserMinus } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { ChangeRoleDialog } from './change-role-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { SuspendDialog } from './suspend-dialog.tsx'
import type { Member } from './users.queries.ts'

/** What can be done with somebody in a domain, behind one button; none where nothing can be. */
export function MemberActions({
  domain,
  member,
  onRemoved,
}: {
  domain: string
  member: Member
  onRemoved?: () => Promise<void>
}) {
  const can = useCan(domain)
  const [dialog, setDialog] = useState<'role' | 'suspend' | 'resume' | 'remove'>()
  const mayUpdate = can('backoffice.users:update')
  const mayRemove = can('backoffice.users:delete')
  if (!mayUpdate && !mayRemove) return null
  const about = { domain, member, onClose: () => setDialog(undefined) }
  return (
    <>
      <Menu
        trigger={
          <IconButton label={`Actions for ${member.name}`}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        {mayUpdate && (
          <>
            <MenuItem onSelect={() => setDialog('role')}>
              <ShieldCheck aria-hidden /> Change role
            </MenuItem>
            <MenuItem onSelect={() => setDialog(member.suspended ? 'resume' : 'suspend')}>
              {member.suspended ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
              {member.suspended ? 'End suspension' : 'Suspend'}
            </MenuItem>
          </>
        )}
        {mayRemove && (
          <>
            {mayUpdate && <MenuLine />}
            <MenuItem danger onSelect={() => setDialog('remove')}>
              <UserMinus aria-hidden /> Remove from the domain
            </MenuItem>
          </>
        )}
      </Menu>
      <ChangeRoleDialog {...about} open={dialog === 'role'} />
      <SuspendDialog {...about} open={dialog === 'suspend'} suspended />
      <SuspendDialog {...about} open={dialog === 'resume'} suspended={false} />
      <RemoveDialog {...about} open={dialog === 'remove'} {...(onRemoved && { onRemoved })} />
    </>
  )
}
