import type { endpoints, ResponseBody } from '@keywright/contract'
import { BUILT_IN_RESOURCES, BUILT_IN_ROLES, type BuiltInRoleName } from '@keywright/core'
import { toTime } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import type { RoleRow } from './roles.table.ts'

/** A role on the wire. */
export type RoleView = ResponseBody<typeof endpoints.roles.read>

/** A row of the permission matrix on the wire. */
export type ResourceView = ResponseBody<typeof endpoints.roles.resources>['items'][number]

/** How many users and living keys have a role. */
export interface Holders {
  users: number
  keys: number
}

/** A built-in role as it travels; it was there before any time. */
export function viewBuiltIn(name: BuiltInRoleName, holders: Holders): RoleView {
  const { description, permissions } = BUILT_IN_ROLES[name]
  return {
    name,
    description,
    permissions: [...permissions],
    builtIn: true,
    ...holders,
    createdAt: null,
    updatedAt: null,
  }
}

/** A role of a domain's own as it travels. */
export function viewRole(row: RoleRow, holders: Holders): RoleView {
  return {
    name: row.name,
    ...definitionOf(row),
    builtIn: false,
    ...holders,
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** What can be changed of a role, and what the audit trail keeps of it. */
export function definitionOf(row: RoleRow): { description: string; permissions: string[] } {
  return { description: row.description, permissions: readJson<string[]>(row.permissions) }
}

/** The resources of the built-in APIs, as rows of the permission matrix. */
export const BUILT_IN_MATRIX: readonly ResourceView[] = BUILT_IN_RESOURCES.map(
  ({ resource, description, actions }) => {
    const [api = '', ...rest] = resource.split('.')
    return {
      api,
      resource: rest.join('.'),
      permission: resource,
      description,
      actions: actions.map(({ action, description }) => ({ name: action, description })),
    }
  },
)
