import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryPage } from '../../ui/query-page.tsx'
import { DeleteRoleDialog } from './delete-role-dialog.tsx'
import { EditRole } from './edit-role.tsx'
import { holdersOf } from './holders.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { roleQuery, type VersionedRole } from './roles.queries.ts'

const route = getRouteApi('/frame/d/$domain/roles/$name')

/** One role: what it grants, who has it; the domain's own can be changed here. */
export function RolePage() {
  const { domain, name } = route.useParams()
  const found = useQuery(roleQuery(domain, name))
  return (
    <QueryPage title="Role" query={found}>
      {current => <RoleView key={name} domain={domain} current={current} />}
    </QueryPage>
  )
}

function RoleView({ domain, current }: { domain: string; current: VersionedRole }) {
  const role = current.value
  const can = useCan(domain)
  const [asks, setAsks] = useState(false)
  const mayEdit = !role.builtIn && can('backoffice.roles:update')
  const mayDelete = !role.builtIn && can('backoffice.roles:delete')
  return (
    <Page
      documentTitle={`Role ${role.name}`}
      title={
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-mono">{role.name}</span>
          {role.builtIn && <Badge>Built in</Badge>}
        </span>
      }
      description={holdersOf(role)}
      actions={
        mayDelete && (
          <Button variant="danger" onClick={() => setAsks(true)}>
            <Trash2 aria-hidden /> Delete
          </Button>
        )
      }
    >
      {mayEdit ? (
        // Whoever deletes it has no more use for what they changed.
        <EditRole domain={domain} current={current} mayLeave={asks} />
      ) : (
        <>
          <p>{role.description}</p>
          <p className="text-muted">
            {role.builtIn
              ? 'Built-in roles are the same in every domain and cannot be changed. Make a role of your own instead.'
              : 'You may see this role and not change it.'}
          </p>
          <PermissionsEditor domain={domain} scopes={role.permissions} onChange={ignore} disabled />
        </>
      )}
      {mayDelete && (
        <DeleteRoleDialog
          domain={domain}
          current={current}
          open={asks}
          onClose={() => setAsks(false)}
        />
      )}
    </Page>
  )
}

function ignore() {}
