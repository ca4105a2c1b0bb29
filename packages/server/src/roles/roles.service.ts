import type { Parsed, roleEndpoints } from '@keywright/contract'
import { BUILT_IN_ROLES } from '@keywright/core'
import { z } from 'zod'
import { parseGrants, requireHeld } from '../access/grants.ts'
import type { Domain, DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { difference } from '../lib/difference.ts'
import type { Versioned } from '../lib/versioned.ts'
import { type Page, type PageQuery, readAfter, toPage } from '../paging.ts'
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

/** Named lists of permissions: built in, and of the domain's own. */
export interface RolesService {
  /** The built-in ones first, then the domain's own by name. */
  list(of: { domain: Pick<Domain, 'id'> }, query: PageQuery): Promise<Page<RoleView>>
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
  /**
   * The permissions of a role; undefined when the domain has no such role. In a transaction the role
   * can be neither changed nor deleted until the end: what is handed out is what was looked at.
   */
  permissionsOf(db: Db, domainId: string, name: string): Promise<readonly string[] | undefined>
}

/** A feature with resources of the domain's own making. */
export interface ResourceSource {
  listResources(domainId: string): Promise<ResourceView[]>
}

const LIST = 'roles'
const afterName = z.tuple([z.string()])
const BUILT_IN_NAMES = Object.keys(BUILT_IN_ROLES).filter(isBuiltInRole)

/** Makes the service of roles. */
export function createRolesService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  apis: ResourceSource
  contentTypes: ResourceSource
}): RolesService {
  const { audit, apis, contentTypes } = parts
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
      const after = readAfter(LIST, cursor, afterName)?.[0]
      const position = BUILT_IN_NAMES.map(String).indexOf(after ?? '')
      const onOwn = after !== undefined && position === -1
      const builtIn = onOwn ? [] : BUILT_IN_NAMES.slice(position + 1)
      const page = { after: onOwn ? after : undefined, limit: limit + 1 }
      const own = await listRoles(database.db, database.engine, domain.id, page)
      const names = [...builtIn, ...own.map(row => row.name)]
      const holders = await countHolders(database.db, domain.id, names, clock.now())
      const items = [
        ...builtIn.map(name => viewBuiltIn(name, holdersIn(holders, name))),
        ...own.map(row => viewRole(row, holdersIn(holders, row.name))),
      ]
      return toPage(LIST, items, limit, { view: item => item, position: item => [item.name] })
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
        return await database.write(async tx => {
          await insertRole(tx, row)
          database.announce(tx, { kind: 'role', domainId: domain.id, id: row.name, at })
          await audit.record(tx, actor, {
            chain: domain.id,
            action: 'role.created',
            target: targetOf(row),
            after: definitionOf(row),
          })
          return view(tx, domain.id, row)
        })
      } catch (error) {
        if (database.engine.isDuplicate(error)) throw new AppError('ROLE_EXISTS')
        throw error
      }
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
      return [
        ...BUILT_IN_MATRIX,
        ...(await contentTypes.listResources(domain.id)),
        ...(await apis.listResources(domain.id)),
      ]
    },

    async permissionsOf(db, domainId, name) {
      if (isBuiltInRole(name)) return rolePermissions(name, null)
      // Kysely calls a transaction a connection with this flag set.
      const row = await (db.isTransaction
        ? lockRole(db as Tx, database.engine, domainId, name)
        : findRole(db, domainId, name))
      return row && definitionOf(row).permissions
    },
  }
}

function targetOf(row: RoleRow) {
  return { kind: 'role', id: row.name, label: row.name }
}

function holdersIn(counts: ReadonlyMap<string, Holders>, name: string): Holders {
  const { users = 0, keys = 0 } = counts.get(name) ?? {}
  return { users, keys }
}
