import {
  type Api,
  type apiEndpoints,
  type Parsed,
  RESERVED_API_SLUGS,
  type resource,
} from '@keywright/contract'
import type { z } from 'zod'
import type { DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Foundation } from '../foundation.ts'
import { readCursor, writeCursor } from '../lib/cursor.ts'
import { difference } from '../lib/difference.ts'
import { createId } from '../lib/ids.ts'
import { readJson } from '../lib/json.ts'
import { definitionOf, viewApi } from './api.view.ts'
import type { ApiRegistry } from './api-registry.ts'
import { DENIED, type RouteMatch } from './api-router.ts'
import { requireDefinition } from './api-rules.ts'
import {
  deleteApi,
  findApi,
  insertApi,
  listApis,
  listResources,
  lockApi,
  setApi,
} from './apis.store.ts'
import type { ApiRow } from './apis.table.ts'
import { readRequestPath } from './request-path.ts'

type CreateApi = Parsed<typeof apiEndpoints.create>['body']
type UpdateApi = Parsed<typeof apiEndpoints.update>['body']

/** A row of the permission matrix. */
export type ApiResource = z.output<typeof resource>

/** A value with the version it was read at. */
interface Versioned {
  value: Api
  version: number
}

/** The APIs that keys of a domain protect. */
export interface ApisService {
  list(
    actor: DomainActor,
    query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: Api[]; nextCursor: string | null }>
  get(actor: DomainActor, slug: string): Promise<Versioned>
  create(actor: DomainActor, input: CreateApi): Promise<Versioned>
  update(actor: DomainActor, slug: string, input: UpdateApi, ifMatch?: number): Promise<Versioned>
  delete(actor: DomainActor, slug: string, ifMatch?: number): Promise<void>
  /** What a request to an API needs; throws API_NOT_FOUND. */
  match(domainId: string, slug: string, method: string, path: string): Promise<RouteMatch>
  /** The resources of all APIs that the domain registered. */
  listResources(domainId: string): Promise<ApiResource[]>
}

const CURSOR = 'apis'

/** Makes the service of registered APIs. */
export function createApisService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  registry: ApiRegistry
}): ApisService {
  const { audit, registry } = parts
  const { database, clock } = parts.foundation

  return {
    async list({ domain }, { limit, cursor }) {
      const [after] = cursor === undefined ? [] : readSlug(cursor)
      const rows = await listApis(database.db, domain.id, { after, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const last = rows.length > limit ? page.at(-1) : undefined
      return {
        items: page.map(viewApi),
        nextCursor: last ? writeCursor(CURSOR, [last.slug]) : null,
      }
    },

    async get({ domain }, slug) {
      return versioned(require(await findApi(database.db, domain.id, slug)))
    },

    async create(actor, input) {
      const { domain } = actor
      if (RESERVED_API_SLUGS.some(slug => slug === input.slug)) throw new AppError('SLUG_TAKEN')
      requireDefinition(input.slug, input)
      const now = clock.now()
      const row: ApiRow = {
        id: createId('api'),
        domain_id: domain.id,
        slug: input.slug,
        ...columnsOf(input),
        created_at: now,
        updated_at: now,
        version: 1,
      }
      try {
        await database.write(async tx => {
          await insertApi(tx, row)
          database.announce(tx, { kind: 'api', domainId: domain.id, id: row.slug, at: now })
          await audit.record(tx, actor, {
            chain: domain.id,
            action: 'api.created',
            target: targetOf(row),
            after: definitionOf(row),
          })
        })
      } catch (error) {
        if (database.engine.isDuplicate(error)) throw new AppError('SLUG_TAKEN')
        throw error
      }
      return versioned(row)
    },

    async update(actor, slug, input, ifMatch) {
      const { domain } = actor
      return database.write(async tx => {
        const row = require(await lockApi(tx, database.engine, domain.id, slug))
        requireVersion(row.version, ifMatch)
        const before = definitionOf(row)
        const definition = { ...before, ...given(input) }
        requireDefinition(slug, definition)
        const changed = difference(before, definition)
        if (Object.keys(changed.after).length === 0) return versioned(row)
        const columns = { ...columnsOf(definition), updated_at: clock.now() }
        await setApi(tx, row.id, columns)
        database.announce(tx, {
          kind: 'api',
          domainId: domain.id,
          id: slug,
          at: columns.updated_at,
        })
        const after = { ...row, ...columns, version: row.version + 1 }
        const entry = { chain: domain.id, action: 'api.updated', target: targetOf(after) }
        await audit.record(tx, actor, { ...entry, ...changed })
        return versioned(after)
      })
    },

    async delete(actor, slug, ifMatch) {
      const { domain } = actor
      await database.write(async tx => {
        const row = require(await lockApi(tx, database.engine, domain.id, slug))
        requireVersion(row.version, ifMatch)
        await deleteApi(tx, row.id)
        database.announce(tx, { kind: 'api', domainId: domain.id, id: slug, at: clock.now() })
        const before = definitionOf(row)
        const target = targetOf(row)
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'api.deleted',
          target,
          before,
        })
      })
    },

    async match(domainId, slug, method, path) {
      const api = await registry.find(domainId, slug)
      if (!api?.match) throw new AppError('API_NOT_FOUND')
      const readable = readRequestPath(path)
      return readable === undefined ? DENIED : api.match(method, readable)
    },

    async listResources(domainId) {
      const rows = await listResources(database.db, domainId)
      return rows.flatMap(row =>
        readJson<Api['resources']>(row.resources).map(({ name, description, actions }) => ({
          api: row.slug,
          resource: name,
          permission: `${row.slug}.${name}`,
          description,
          actions: actions.map(action => ({ name: action, description: '' })),
        })),
      )
    },
  }
}

function readSlug(cursor: string): [string] {
  const [slug] = readCursor(CURSOR, cursor) ?? []
  if (typeof slug !== 'string') throw new AppError('CURSOR_INVALID')
  return [slug]
}

function require(row: ApiRow | undefined): ApiRow {
  if (!row) throw new AppError('API_NOT_FOUND')
  return row
}

function versioned(row: ApiRow): Versioned {
  return { value: viewApi(row), version: row.version }
}

function targetOf(row: ApiRow) {
  return { kind: 'api', id: row.id, label: row.slug }
}

function columnsOf(definition: Omit<CreateApi, 'slug'>) {
  const { name, description, resources, routes, unmatched } = definition
  return {
    name,
    description,
    resources: JSON.stringify(resources),
    routes: JSON.stringify(routes),
    unmatched,
  }
}

/** Only the fields that were sent: an absent one leaves what is stored. */
function given(input: UpdateApi) {
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.description !== undefined && { description: input.description }),
    ...(input.resources !== undefined && { resources: input.resources }),
    ...(input.routes !== undefined && { routes: input.routes }),
    ...(input.unmatched !== undefined && { unmatched: input.unmatched }),
  }
}
