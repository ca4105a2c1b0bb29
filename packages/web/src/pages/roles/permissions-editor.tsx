import { useQuery } from '@tanstack/react-query'
import { ScopeChips } from '../../access/scope-chips.tsx'
import { resourcesQuery } from '../../app/queries.ts'
import { PermissionMatrix, type PermissionMatrixProps } from './permission-matrix.tsx'

/** The permissions of a role, as a matrix and as scopes; both show and change the same list. */
export function PermissionsEditor(props: PermissionMatrixProps) {
  const { domain, scopes, onChange, disabled = false } = props
  const { data: known = [] } = useQuery(resourcesQuery(domain))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <PermissionMatrix {...props} />
      <ScopeChips known={known} scopes={scopes} onChange={onChange} disabled={disabled} />
    </div>
  )
}
