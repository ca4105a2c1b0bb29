import { BUILT_IN_ROLES } from '@keywright/core'
import { readJson } from '../lib/json.ts'

/**
 * The permissions of a role by name: built in, or the JSON of the domain's own row.
 * A role that does not exist grants nothing.
 */
export function rolePermissions(name: string, ownPermissions: string | null): readonly string[] {
  if (isBuiltInRole(name)) return BUILT_IN_ROLES[name].permissions
  return ownPermissions === null ? [] : readJson<string[]>(ownPermissions)
}

/** Whether a role is part of the product. */
export function isBuiltInRole(name: string): name is keyof typeof BUILT_IN_ROLES {
  return Object.hasOwn(BUILT_IN_ROLES, name)
}
