import type { Parsed, roleEndpoints } from '@keywright/contract'
import { BUILT_IN_ROLES } from '@keywright/core'
import { parseGrants, requireHeld } from '../access/grants.ts'
import type { DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { readCursor, writeCursor } from '../lib/cursor.ts'
import { difference } from '../lib/difference.ts'
import type { Versioned } from '../lib/versioned.ts'
import { isBuiltInRole, rolePermissions } from './role.ts'
import {
  BUILT_IN_MATRIX,
  definitionOf,
  type Holders,
  type ResourceView,
  type RoleView,
  viewBuiltIn,
  viewRole,
} from './role.view.ts'
import {
  countHolders,
  deleteRole,
  findRole,
  insertRole,
  listRoles,
  lockRole,
  setRole,
} from './roles.store.ts'
import type { RoleRow } from './roles.table.ts'

type CreateRole = Parsed<typeof roleEndpoints.create>['body']
type UpdateRole = Parsed<typeof roleEndpoints.update>['body']
type ListQuery = Parsed<typeof roleEndpoints.list>['query']

/** Named lists of permissions: built in, and of the domain's own. */
export interface RolesService {
  list(
    actor: DomainActor,
    query: ListQuery,
  ): Promise<{ items: RoleView[]; nextCursor: string | null }>
  get(actor: DomainActor, name: string): Promise<Versioned<RoleView>>
  create(actor: DomainActor, input: CreateRole): Promise<Versioned<RoleView>>
  update(
    actor: DomainActor,
    name: string,
    input: UpdateRole,
    ifMatch?: number,
  ): Promise<Versioned<RoleView>>
  delete(actor: DomainActor, name: string, ifMatch?: number): Promise<void>
  /** Every resource of every API that permissions of the domain can name. */
  resources(actor: DomainActor): Promise<ResourceView[]>
  /** The permissions of a role; undefined when the domain has no such role. */
  permissionsOf(db: Db, domainId: string, name: string): Promise<readonly string[] | undefined>
}

const CURSOR = 'roles'
const BUILT_IN_NAMES = Object.keys(BUILT_IN_ROLES).filter(isBuiltInRole)

/** Makes the service of roles. */
export function createRolesService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  apis: { listResources(domainId: string): Promise<ResourceView[]> }
}): RolesService {
  const { audit, apis } = parts
  const { database, clock } = parts.foundation

  async function view(db: Db, domainId: string, row: RoleRow): Promise<Versioned<RoleView>> {
    const holders = await countHolders(db, domainId, [row.name], clock.now())
    return { value: viewRole(row, holdersIn(holders, row.name)), version: row.version }
  }

  /** A role of the domain's own, locked, which the actor may change: they hold all that it grants. */
  async function lockOwn(tx: Tx, actor: DomainActor, name: string, ifMatch: number | undefined) {
    if (isBuiltInRole(name)) throw new AppError('ROLE_BUILT_IN')
    const row = await lockRole(tx, database.engine, actor.domain.id, name)
    if (!row) throw new AppError('ROLE_NOT_FOUND')
    requireVersion(row.version, ifMatch)
    requireHeld(actor, definitionOf(row).permissions)
    return row
  }

  return {
    async list({ domain }, { limit, cursor }) {
      const after = readName(cursor)
      const now = clock.now()
      const builtIn = after === undefined ? BUILT_IN_NAMES : []
      const rows = await listRoles(database.db, database.engine, domain.id, {
        after,
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      const names = [...builtIn, ...shown.map(row => row.name)]
      const holders = await countHolders(database.db, domain.id, names, now)
      return {
        items: [
          ...builtIn.map(name => viewBuiltIn(name, holdersIn(holders, name))),
          ...shown.map(row => viewRole(row, holdersIn(holders, row.name))),
        ],
        nextCursor: last ? writeCursor(CURSOR, [last.name]) : null,
      }
    },

    async get({ domain }, name) {
      if (isBuiltInRole(name)) {
        const holders = await countHolders(database.db, domain.id, [name], clock.now())
        return { value: viewBuiltIn(name, holdersIn(holders, name)), version: 0 }
      }
      const row = await findRole(database.db, domain.id, name)
      if (!row) throw new AppError('ROLE_NOT_FOUND')
      return view(database.db, domain.id, row)
    },

    async create(actor, input) {
      const { domain } = actor
      if (isBuiltInRole(input.name)) throw new AppError('ROLE_EXISTS')
      const permissions = parseGrants(input.permissions, '/permissions')
      requireHeld(actor, permissions)
      const at = clock.now()
      const row: RoleRow = {
        domain_id: domain.id,
        name: input.name,
        description: input.description ?? '',
        permissions: JSON.stringify(permissions),
        created_at: at,
        updated_at: at,
        version: 1,
      }
      try {
        await database.write(async tx => {
          await insertRole(tx, row)
          database.announce(tx, { kind: 'role', domainId: domain.id, id: row.name, at })
          await audit.record(tx, actor, {
            chain: domain.id,
            action: 'role.created',
            target: targetOf(row),
            after: definitionOf(row),
          })
        })
      } catch (error) {
        if (database.engine.isDuplicate(error)) throw new AppError('ROLE_EXISTS')
        throw error
      }
      return view(database.db, domain.id, row)
    },

    async update(actor, name, input, ifMatch) {
      const { domain } = actor
      const given = input.permissions && parseGrants(input.permissions, '/permissions')
      return database.write(async tx => {
        const row = await lockOwn(tx, actor, name, ifMatch)
        if (given) requireHeld(actor, given)
        const at = clock.now()
        const wanted: RoleRow = {
          ...row,
          description: input.description ?? row.description,
          permissions: given ? JSON.stringify(given) : row.permissions,
          updated_at: at,
        }
        const { before, after, changed } = difference(definitionOf(row), definitionOf(wanted))
        if (!changed) return view(tx, domain.id, row)
        await setRole(tx, wanted)
        database.announce(tx, { kind: 'role', domainId: domain.id, id: name, at })
        const target = targetOf(row)
        const action = 'role.updated'
        await audit.record(tx, actor, { chain: domain.id, action, target, before, after })
        return view(tx, domain.id, { ...wanted, version: row.version + 1 })
      })
    },

    async delete(actor, name, ifMatch) {
      const { domain } = actor
      await database.write(async tx => {
        const row = await lockOwn(tx, actor, name, ifMatch)
        const now = clock.now()
        const holders = (await countHolders(tx, domain.id, [name], now)).get(name)
        if (holders && holders.users + holders.keys + holders.invitations > 0) {
          throw new AppError('ROLE_IN_USE', {
            detail: `${holders.users} users, ${holders.keys} keys and ${holders.invitations} pending invitations have it.`,
          })
        }
        await deleteRole(tx, domain.id, name)
        database.announce(tx, { kind: 'role', domainId: domain.id, id: name, at: now })
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'role.deleted',
          target: targetOf(row),
          before: definitionOf(row),
        })
      })
    },

    async resources({ domain }) {
      return [...BUILT_IN_MATRIX, ...(await apis.listResources(domain.id))]
    },

    async permissionsOf(db, domainId, name) {
      if (isBuiltInRole(name)) return rolePermissions(name, null)
      const row = await findRole(db, domainId, name)
      return row && definitionOf(row).permissions
    },
  }
}

function targetOf(row: RoleRow) {
  return { kind: 'role', id: row.name, label: row.name }
}

function readName(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const name = readCursor(CURSOR, cursor)?.[0]
  if (typeof name !== 'string') throw new AppError('CURSOR_INVALID')
  return name
}

function holdersIn(counts: ReadonlyMap<string, Holders>, name: string): Holders {
  const { users = 0, keys = 0 } = counts.get(name) ?? {}
  return { users, keys }
}
