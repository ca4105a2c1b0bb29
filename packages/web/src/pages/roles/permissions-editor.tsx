import { PermissionMatrix, type PermissionMatrixProps } from './permission-matrix.tsx'

/** The permissions of a role, as a matrix and as scopes; both show and change the same list. */
export function PermissionsEditor(props: PermissionMatrixProps) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <PermissionMatrix {...props} />
    </div>
  )
}
