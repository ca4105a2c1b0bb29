import {
  type ContentType,
  type contentTypeEndpoints,
  type Parsed,
  RESERVED_TYPE_NAMES,
} from '@keywright/contract'
import { decide } from '@keywright/core'
import { z } from 'zod'
import type { DomainActor } from '../../access/principal.ts'
import { AppError, requireVersion } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Db, Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { difference } from '../../lib/difference.ts'
import { createId } from '../../lib/ids.ts'
import type { Versioned } from '../../lib/versioned.ts'
import { type Page, type PageQuery, readAfter, toPage } from '../../paging.ts'
import type { TypeObjects } from '../objects/type-objects.ts'
import { compileType } from './compile-type.ts'
import type { ContentTypeRegistry } from './content-type.ts'
import {
  columnsOf,
  definitionOf,
  type TypeDefinition,
  viewContentType,
} from './content-type.view.ts'
import { requireType } from './content-type-registry.ts'
import { clearTheWay, type RemovalParts } from './content-type-removal.ts'
import { propertiesOf, requireDefinition, requireTargets } from './content-type-rules.ts'
import {
  deleteContentType,
  findContentType,
  insertContentType,
  listContentTypes,
  listTypeNumbers,
  lockContentType,
  nextTypeNumber,
  setContentType,
} from './content-types.store.ts'
import type { ContentTypeRow } from './content-types.table.ts'
import { requireChanges, requireKept } from './field-changes.ts'
import { planChange } from './schema-change.ts'

type CreateType = Parsed<typeof contentTypeEndpoints.create>['body']
type UpdateType = Parsed<typeof contentTypeEndpoints.update>['body']

/** What the objects of a domain look like. */
export interface ContentTypesService {
  /** By name: all for those who may read definitions, else the types whose objects they may read. */
  list(actor: DomainActor, query: PageQuery): Promise<Page<ContentType>>
  get(actor: DomainActor, name: string): Promise<Versioned<ContentType>>
  create(actor: DomainActor, input: CreateType): Promise<Versioned<ContentType>>
  /** Without `ifMatch` throws CONFLICT where others change the type again and again meanwhile. */
  update(
    actor: DomainActor,
    name: string,
    input: UpdateType,
    ifMatch?: number,
  ): Promise<Versioned<ContentType>>
  delete(actor: DomainActor, name: string, force: boolean, ifMatch?: number): Promise<void>
}

const LIST = 'contentTypes'
const afterName = z.tuple([z.string()])
const MAX_TYPES = 500
/** How often a change that names no version begins anew because somebody else came first. */
const MAX_ATTEMPTS = 5

/** Makes the service of content types. */
export function createContentTypesService(
  parts: RemovalParts & {
    objects: TypeObjects
    foundation: Pick<Foundation, 'database' | 'clock'>
    audit: AuditService
    registry: ContentTypeRegistry
  },
): ContentTypesService {
  const { audit, registry, objects } = parts
  const { database, clock } = parts.foundation

  /** Nobody else changes types or objects of the domain until the transaction ends. */
  async function lock(tx: Tx, domainId: string, name: string, ifMatch: number | undefined) {
    await objects.begin(tx, domainId)
    const row = requireType(await lockContentType(tx, database.engine, domainId, name))
    requireVersion(row.version, ifMatch)
    return row
  }

  function announce(tx: Tx, row: ContentTypeRow, at: number) {
    database.announce(tx, { kind: 'contentType', domainId: row.domain_id, id: row.name, at })
  }

  /** Undefined where somebody else changed the type while its objects were looked at. */
  async function updateOnce(
    actor: DomainActor,
    name: string,
    input: UpdateType,
    ifMatch: number | undefined,
  ): Promise<Versioned<ContentType> | undefined> {
    const { domain } = actor
    const row = requireType(await findContentType(database.db, domain.id, name))
    requireVersion(row.version, ifMatch)
    const before = definitionOf(row)
    const definition = requireDefinition(merge(before, input))
    const changes = requireChanges(before, definition, input)
    const changed = difference({ ...before }, { ...definition })
    const columns = { ...columnsOf(definition), updated_at: clock.now() }
    const after = { ...row, ...columns, version: row.version + 1 }
    const type = compileType(after)
    const plan = planChange(compileType(row), type, changes)
    await requireTargetsOf(database.db, domain.id, definition)
    const survey = plan.readsObjects ? await objects.survey(actor, type, plan) : undefined
    if (ifMatch === undefined) requireKept(before, definition, changes)
    const done = await database.write(async tx => {
      const { version } = await lock(tx, domain.id, name, ifMatch)
      if (version !== row.version) return undefined
      await requireTargetsOf(tx, domain.id, definition)
      const migrated = survey ? await objects.migrate(tx, actor, type, plan, survey) : 0
      if (!changed.changed && migrated === 0) return versioned(row)
      await setContentType(tx, row.id, columns)
      announce(tx, after, columns.updated_at)
      await audit.record(tx, actor, {
        chain: domain.id,
        action: 'contentType.updated',
        target: targetOf(after),
        before: changed.before,
        after: { ...changed.after, ...(migrated > 0 && { migratedObjects: migrated }) },
      })
      return versioned(after)
    })
    // Titles are only what objects are called: they may follow.
    if (done && plan.retitles) await objects.retitle(type)
    return done
  }

  async function requireTargetsOf(db: Db, domainId: string, { schema }: TypeDefinition) {
    const numbers = await listTypeNumbers(db, domainId)
    requireTargets(schema, target => numbers.some(other => other.name === target))
  }

  return {
    async list({ domain, layers }, { limit, cursor }) {
      const after = readAfter(LIST, cursor, afterName)?.[0]
      const types = await registry.list(domain.id)
      const mayReadAll = decide(layers, 'content.types:read').allowed
      const readable = types.filter(({ name }) => {
        return mayReadAll || decide(layers, `content.${name}:read`).allowed
      })
      const rest = readable.filter(({ name }) => after === undefined || name > after)
      return toPage(LIST, rest, limit, { view: type => type.view, position: ({ name }) => [name] })
    },

    async get({ domain }, name) {
      const { view, version } = await registry.get(domain.id, name)
      return { value: view, version }
    },

    async create(actor, input) {
      const { domain } = actor
      const { name } = input
      if (RESERVED_TYPE_NAMES.some(reserved => reserved === name)) {
        refuse('/name', 'is a resource of the content API itself')
      }
      const definition = requireDefinition({
        label: input.label ?? name,
        description: input.description ?? '',
        titleField: input.titleField ?? null,
        slugField: input.slugField ?? null,
        fieldOrder: input.fieldOrder,
        schema: input.schema,
      })
      try {
        return await database.write(async tx => {
          await objects.begin(tx, domain.id)
          const names = (await listTypeNumbers(tx, domain.id)).map(other => other.name)
          if (names.includes(name)) throw new AppError('CONTENT_TYPE_EXISTS')
          if (names.length >= MAX_TYPES) {
            refuse('/name', `a domain has at most ${MAX_TYPES} content types`)
          }
          requireTargets(definition.schema, target => target === name || names.includes(target))
          const now = clock.now()
          const row: ContentTypeRow = {
            id: createId('typ'),
            domain_id: domain.id,
            number: await nextTypeNumber(tx),
            name,
            ...columnsOf(definition),
            created_at: now,
            updated_at: now,
            version: 1,
          }
          await insertContentType(tx, row)
          announce(tx, row, now)
          await audit.record(tx, actor, {
            chain: domain.id,
            action: 'contentType.created',
            target: targetOf(row),
            after: { ...definitionOf(row) },
          })
          return versioned(row)
        })
      } catch (error) {
        if (database.engine.isDuplicate(error)) throw new AppError('CONTENT_TYPE_EXISTS')
        throw error
      }
    },

    async update(actor, name, input, ifMatch) {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const done = await updateOnce(actor, name, input, ifMatch)
        if (done) return done
      }
      throw new AppError('CONFLICT')
    },

    async delete(actor, name, force, ifMatch) {
      const { domain } = actor
      await database.write(async tx => {
        const row = await lock(tx, domain.id, name, ifMatch)
        const all = await listContentTypes(tx, database.engine, domain.id)
        const taken = await clearTheWay(tx, actor, { row, all, force }, parts)
        const deletedObjects = await objects.delete(tx, {
          domainId: domain.id,
          name,
          number: row.number,
        })
        await deleteContentType(tx, row.id)
        announce(tx, row, clock.now())
        for (const entry of taken) await audit.record(tx, actor, entry)
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'contentType.deleted',
          target: targetOf(row),
          before: { ...definitionOf(row), deletedObjects },
        })
      })
    },
  }
}

/** What was sent over what is stored; fields that are gone leave the order, if none is sent. */
function merge(before: TypeDefinition, input: UpdateType) {
  const schema = input.schema ?? before.schema
  const known = propertiesOf(schema)
  return {
    label: input.label ?? before.label,
    description: input.description ?? before.description,
    titleField: input.titleField === undefined ? before.titleField : input.titleField,
    slugField: input.slugField === undefined ? before.slugField : input.slugField,
    fieldOrder: input.fieldOrder ?? before.fieldOrder.filter(name => Object.hasOwn(known, name)),
    schema,
  }
}

function targetOf(row: ContentTypeRow) {
  return { kind: 'contentType', id: row.id, label: row.name }
}

function versioned(row: ContentTypeRow): Versioned<ContentType> {
  return { value: viewContentType(row), version: row.version }
}

function refuse(pointer: string, message: string): never {
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}
