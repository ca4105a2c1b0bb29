import {
  holdsAll,
  isPermission,
  normalisePermissions,
  PermissionSyntaxError,
  parsePermission,
} from '@keywright/core'
import { AppError } from '../app-error.ts'
import type { DomainActor } from './principal.ts'

/** The words for a field that holds something else. */
export const NOT_A_PERMISSION = 'A permission, as in content.article:read.'

/** Checks the grammar of a list of permissions and normalises it; `pointer` names the field in the refusal. */
export function parseGrants(list: readonly string[], pointer: string): string[] {
  const errors = list.flatMap((text, index) =>
    isPermission(text) ? [] : [{ pointer: `${pointer}/${index}`, message: reason(text) }],
  )
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors })
  return normalisePermissions(list)
}

/** Nobody hands out more than they hold: throws ESCALATION with what is missing. */
export function requireHeld(actor: DomainActor, permissions: readonly string[]): void {
  const missing = holdsAll(actor.layers, permissions)
  if (missing.length > 0) throw new AppError('ESCALATION', { missing })
}

/** Whether a permission names a resource, or one below it, in so many words: no wildcard does. */
export function namesResource(permission: string, resource: string): boolean {
  const named = parsePermission(permission).resource
  return named === resource || named.startsWith(`${resource}.`)
}

/** A LIKE pattern (with `\\` as the escape) for JSON lists of permissions that may name a resource. */
export function namingPattern(resource: string): string {
  return `%"${resource.replace(/[\\%_]/g, '\\$&')}%`
}

function reason(text: string): string {
  try {
    parsePermission(text)
  } catch (error) {
    if (error instanceof PermissionSyntaxError) return error.message
  }
  return NOT_A_PERMISSION
}
