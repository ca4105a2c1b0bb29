import { namesResource } from '../access/grants.ts'
import type { AuditEntry } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { definitionOf } from './role.view.ts'
import { lockRolesNaming, setRole } from './roles.store.ts'
import type { RoleRow } from './roles.table.ts'

/** The permissions of a domain's own roles that name one resource; wildcards name none. */
export interface ResourcePermissions {
  /** The names of the roles that have such permissions; they stay as they are until the end. */
  listNaming(tx: Tx, domainId: string, resource: string): Promise<string[]>
  /**
   * Takes these permissions from all roles. Answers what the audit trail is to be told at the end of
   * the transaction.
   */
  takePermissions(tx: Tx, domainId: string, resource: string): Promise<AuditEntry[]>
}

/** Makes it. */
export function createResourcePermissions({
  database,
  clock,
}: Pick<Foundation, 'database' | 'clock'>): ResourcePermissions {
  async function rolesNaming(tx: Tx, domainId: string, resource: string): Promise<RoleRow[]> {
    const rows = await lockRolesNaming(tx, database.engine, domainId, resource)
    return rows.filter(row =>
      definitionOf(row).permissions.some(permission => namesResource(permission, resource)),
    )
  }

  return {
    async listNaming(tx, domainId, resource) {
      return (await rolesNaming(tx, domainId, resource)).map(row => row.name)
    },

    async takePermissions(tx, domainId, resource) {
      const entries: AuditEntry[] = []
      for (const row of await rolesNaming(tx, domainId, resource)) {
        const { permissions: before } = definitionOf(row)
        const after = before.filter(permission => !namesResource(permission, resource))
        const at = clock.now()
        await setRole(tx, { ...row, permissions: JSON.stringify(after), updated_at: at })
        database.announce(tx, { kind: 'role', domainId, id: row.name, at })
        entries.push({
          chain: domainId,
          action: 'role.updated',
          target: { kind: 'role', id: row.name, label: row.name },
          before: { permissions: before },
          after: { permissions: after },
        })
      }
      return entries
    },
  }
}
