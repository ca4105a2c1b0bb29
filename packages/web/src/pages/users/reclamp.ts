import { createLayer, effectivePermissions, type Layer } from '@keywright/core'
import { changeBetween, type PermissionChange } from '../roles/permission-change.ts'

/** What a change of role does to one key. */
export interface Reclamp extends PermissionChange {
  /** Afterwards it can do nothing at all. */
  isEmpty: boolean
}

/**
 * What becomes of a key with these layers of its own when the user it acts as has other permissions,
 * by the same rule by which the server decides. Throws `TooManyPermissionsError`.
 */
export function reclamp(
  own: readonly Layer[],
  subject: { before: readonly string[]; after: readonly string[] },
  known: readonly string[],
): Reclamp {
  const before = effectivePermissions([...own, createLayer('subject', subject.before)])
  const after = effectivePermissions([...own, createLayer('subject', subject.after)])
  return { ...changeBetween(before, after, known), isEmpty: after.length === 0 }
}
