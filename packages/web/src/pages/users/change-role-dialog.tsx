import { api } from '../../app/api.ts'
import { ReclampPreview } from './reclamp-preview.tsx'
import { RoleDialog } from './role-dialog.tsx'
import { RoleSelect } from './role-select.tsx'
import type { MemberDialogProps } from './use-member-change.ts'
import { memberQuery } from './users.queries.ts'

/** Gives a user of the domain another role. */
export function ChangeRoleDialog({ domain, ...props }: MemberDialogProps) {
  const { id } = props.member
  return (
    <RoleDialog
      {...props}
      query={memberQuery(domain, id)}
      run={(role, call) => api.users.update({ params: { domain, id }, body: { role } }, call)}
      select={(role, onChange) => <RoleSelect domain={domain} value={role} onChange={onChange} />}
      preview={(member, role) => <ReclampPreview domain={domain} member={member} role={role} />}
    />
  )
}
