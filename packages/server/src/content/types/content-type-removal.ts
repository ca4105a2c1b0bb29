import { decide } from '@keywright/core'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditEntry } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import type { ResourceScopes } from '../../keys/resource-scopes.ts'
import type { ResourcePermissions } from '../../roles/resource-permissions.ts'
import { definitionOf } from './content-type.view.ts'
import { targetsOf } from './content-type-rules.ts'
import type { ContentTypeRow } from './content-types.table.ts'

/** What can stand in the way of dropping a type. */
export interface RemovalParts {
  keyScopes: ResourceScopes
  rolePermissions: ResourcePermissions
}

interface Offender {
  kind: string
  id: string
  message: string
}

const MAX_OFFENDERS = 10

/**
 * Throws CONTENT_TYPE_IN_USE while something names a type. With `force`, takes the rules of keys and
 * roles away instead, and answers what is to be audited; other types must be changed first.
 */
export async function clearTheWay(
  tx: Tx,
  actor: DomainActor,
  type: { row: ContentTypeRow; all: readonly ContentTypeRow[]; force: boolean },
  { keyScopes, rolePermissions }: RemovalParts,
): Promise<AuditEntry[]> {
  const { row, all, force } = type
  const domainId = row.domain_id
  const resource = `content.${row.name}`
  // Without a relation to it no object of another type can refer to one of its objects.
  const offenders: Offender[] = all
    .filter(other => other.id !== row.id && refersTo(other, row.name))
    .map(viaRelation)
  if (!force) {
    const keys = await keyScopes.listNaming(tx, domainId, resource)
    const roles = await rolePermissions.listNaming(tx, domainId, resource)
    const message = `names ${resource}`
    const keyOffenders = keys.map(({ id, name }) => ({
      kind: 'key',
      id,
      message: `${name} ${message}`,
    }))
    const roleOffenders = roles.map(name => ({ kind: 'role', id: name, message }))
    offenders.push(
      ...visible(actor, 'backoffice.keys:read', keyOffenders),
      ...visible(actor, 'backoffice.roles:read', roleOffenders),
    )
  }
  if (offenders.length > 0) {
    throw new AppError('CONTENT_TYPE_IN_USE', {
      offenders: offenders.slice(0, MAX_OFFENDERS),
      offendersTotal: offenders.length,
    })
  }
  if (!force) return []
  return [
    ...(await keyScopes.takeScopes(tx, domainId, resource)),
    ...(await rolePermissions.takePermissions(tx, domainId, resource)),
  ]
}

function refersTo(other: ContentTypeRow, name: string): boolean {
  return targetsOf(definitionOf(other).schema).has(name)
}

function viaRelation({ name }: ContentTypeRow): Offender {
  return { kind: 'type', id: name, message: 'has a relation to it' }
}

/** Whoever may not see keys or roles learns that there are some, not which. */
function visible(
  actor: DomainActor,
  permission: string,
  offenders: readonly Offender[],
): readonly Offender[] {
  if (decide(actor.layers, permission).allowed) return offenders
  // One of a kind, or they could be counted.
  return offenders.slice(0, 1).map(({ kind }) => ({
    kind,
    id: '',
    message: `a ${kind} that you may not see names it`,
  }))
}
