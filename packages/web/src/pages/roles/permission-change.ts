import {
  createLayer,
  decide,
  isPermission,
  normalisePermissions,
  parsePermission,
} from '@keywright/core'
import type { Resource } from './roles.queries.ts'

/** What one list of permissions takes and gives compared with another. */
export interface PermissionChange {
  lost: string[]
  gained: string[]
}

/**
 * Compares two lists of permissions. `known` are the permissions that there are, so that what a
 * wildcard stands for can be named.
 */
export function changeBetween(
  before: readonly string[],
  after: readonly string[],
  known: readonly string[],
): PermissionChange {
  const named = [...new Set([...known, ...before.flatMap(oneByOne), ...after.flatMap(oneByOne)])]
  return {
    lost: normalisePermissions(onlyIn(named, before, after)),
    gained: normalisePermissions(onlyIn(named, after, before)),
  }
}

/** Every permission that the resources of a domain have. */
export function permissionsOf(resources: readonly Resource[]): string[] {
  return resources.flatMap(({ permission, actions }) =>
    actions.map(({ name }) => `${permission}:${name}`),
  )
}

/** What the first list grants and the second does not. */
function onlyIn(named: readonly string[], first: readonly string[], second: readonly string[]) {
  const holds = [createLayer('role', first)]
  const lacks = [createLayer('role', second)]
  return named.filter(
    permission => decide(holds, permission).allowed && !decide(lacks, permission).allowed,
  )
}

/** A `:write` as the three that it is; what stands for every action or resource names nothing. */
function oneByOne(permission: string): string[] {
  const { resource, actions } = parsePermission(permission)
  return actions
    .map(action => `${resource}:${action}`)
    .filter(text => isPermission(text) && !text.endsWith(':*') && !text.startsWith('*:'))
}
