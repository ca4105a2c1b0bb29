import type { ContentObject, DeliveredObject, Filter, ObjectListQuery } from '@keywright/contract'
import type { DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Database } from '../../db/database.ts'
import { readCursor, writeCursor } from '../../lib/cursor.ts'
import type { Page } from '../../paging.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import { hydrate, type MediaViews, type ShownObject, showObject } from './hydrate.ts'
import { findField, readFilter } from './object-filter.ts'
import { listMatching, listObjects } from './object-list.store.ts'
import type { ListedObject, ObjectOrder } from './object-order.store.ts'
import { listWithin } from './object-rows-within.ts'
import { findObject, findPublishedByValue } from './objects.store.ts'
import type { ContentObjectRow, View } from './objects.table.ts'
import { beginWalk, type Walk } from './walk.ts'

/** How objects are shown: which fields, and how many levels of relations are replaced. */
export interface Presentation {
  fields?: string | undefined
  hydrate?: number | undefined
}

/** What is asked of a list; `filter` is as the contract parsed it. */
export type ListQuery = Omit<ObjectListQuery, 'hydrate'> &
  Presentation & { state?: ContentObject['state'] | undefined }

/** Characters of the objects of a page, as JSON; the rest is on the next one. */
const MAX_CHARACTERS = 16_000_000

interface Shown {
  draft: ContentObject
  published: DeliveredObject
}

/**
 * Reads objects, for editors as they are and for delivery as they were published. Whether the visitor
 * may read the type was asked before; what relations lead to is asked here.
 */
export interface ObjectReader {
  /**
   * A page may have fewer objects than asked for, even none, and a next one all the same: where many
   * had to be tested, or where they are large. Lists that share a walk test no more together.
   */
  list<V extends View>(
    view: V,
    visitor: DomainVisitor,
    type: string,
    query: ListQuery,
    walk?: Walk,
  ): Promise<Page<Shown[V]>>
  /** Throws VALIDATION_FAILED where `list` would for filter and order, and looks at no object. */
  requireFit(view: View, type: CompiledType, query: Pick<ListQuery, 'filter' | 'sort'>): void
  /** Throws OBJECT_NOT_FOUND. */
  get<V extends View>(
    view: V,
    visitor: DomainVisitor,
    type: string,
    id: string,
    presentation: Presentation,
  ): Promise<Shown[V]>
  /** The published object with this value in the slug field of its type; throws OBJECT_NOT_FOUND. */
  getBySlug(
    visitor: DomainVisitor,
    type: string,
    slug: string,
    presentation: Presentation,
  ): Promise<DeliveredObject>
  /** Which of these objects of a type a filter lets through, as they are now; throws as `list` does. */
  matching(
    view: View,
    domainId: string,
    type: string,
    filter: Filter,
    ids: readonly string[],
  ): Promise<string[]>
  /** Rows as this view shows them; those that it does not have are left out. */
  show<V extends View>(
    view: V,
    visitor: DomainVisitor,
    rows: readonly { type: CompiledType; row: ContentObjectRow }[],
    presentation: Presentation,
  ): Promise<Shown[V][]>
}

/** Makes the reader of objects. */
export function createObjectReader(parts: {
  database: Database
  types: ContentTypeRegistry
  media: MediaViews
}): ObjectReader {
  const { database, types, media } = parts
  const { db } = database

  async function show<V extends View>(
    view: V,
    visitor: DomainVisitor,
    rows: readonly { type: CompiledType; row: ContentObjectRow }[],
    { fields, hydrate: levels = 0 }: Presentation,
  ): Promise<Shown[V][]> {
    const roots = rows.flatMap(({ type, row }) => {
      const object = showObject(view, type.name, row)
      if (!object) return []
      object.fields = select(type, object.fields, fields)
      return [{ type, object }]
    })
    if (levels > 0) await hydrate({ db, types, media }, visitor, view, roots, levels)
    // `showObject` makes of a view what `Shown` says of it.
    return roots.map(({ object }) => object satisfies ShownObject as Shown[V])
  }

  async function showOne<V extends View>(
    view: V,
    visitor: DomainVisitor,
    type: CompiledType,
    row: ContentObjectRow | undefined,
    presentation: Presentation,
  ): Promise<Shown[V]> {
    const [object] = row ? await show(view, visitor, [{ type, row }], presentation) : []
    if (!object) throw new AppError('OBJECT_NOT_FOUND')
    return object
  }

  return {
    show,

    async list(view, visitor, name, query, walk = beginWalk()) {
      const domainId = visitor.domain.id
      const type = await types.get(domainId, name)
      const chosen = readChoice(type, view, query)
      const cursorOf = `${view} ${type.number} ${query.sort}`
      const listing = {
        domainId,
        typeNumber: type.number,
        view,
        ...chosen,
        state: query.state,
        after: query.cursor === undefined ? undefined : readPlace(cursorOf, query.cursor),
        limit: query.limit + 1,
      }
      const { rows, stopped } = await listObjects(db, listing, walk)
      const page = rows.slice(0, query.limit)
      const ids = page.map(({ id }) => id)
      const read = await listWithin(db, { domainId, view, ids }, MAX_CHARACTERS)
      const isWhole = read.seen === page.length
      const next = rows.length > page.length ? page.at(-1) : stopped
      const last = isWhole ? next : page[read.seen - 1]
      return {
        items: await show(
          view,
          visitor,
          read.rows.map(row => ({ type, row })),
          query,
        ),
        nextCursor: last ? writeCursor(cursorOf, valuesOf(last)) : null,
      }
    },

    requireFit: (view, type, query) => void readChoice(type, view, query),

    async matching(view, domainId, name, filter, ids) {
      const type = await types.get(domainId, name)
      const where = readFilter(type, filter, view)
      return listMatching(db, { domainId, typeNumber: type.number, view, where }, ids)
    },

    async get(view, visitor, name, id, presentation) {
      const type = await types.get(visitor.domain.id, name)
      const row = await findObject(db, visitor.domain.id, type.number, id)
      return showOne(view, visitor, type, row, presentation)
    },

    async getBySlug(visitor, name, slug, presentation) {
      const type = await types.get(visitor.domain.id, name)
      const { slugField } = type.view
      if (slugField === null) throw new AppError('OBJECT_NOT_FOUND')
      const value = { typeNumber: type.number, field: slugField, text: slug }
      const row = await findPublishedByValue(db, visitor.domain.id, value)
      return showOne('published', visitor, type, row, presentation)
    },
  }
}

/** Which objects a list has, and in which order. */
function readChoice(
  type: CompiledType,
  view: View,
  { filter, sort }: Pick<ListQuery, 'filter' | 'sort'>,
) {
  return {
    order: readSort(type, view, sort),
    where: filter && readFilter(type, filter, view),
  }
}

function readSort(type: CompiledType, view: View, sort: string): ObjectOrder {
  const descending = sort.startsWith('-')
  const field = findField(type, descending ? sort.slice(1) : sort, view)
  if (!field || field.many) {
    const message = field ? 'a list has no order' : `${type.name} has no such field`
    throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/query/sort', message }] })
  }
  return { field: field.isId ? null : field.path, descending, everywhere: field.required }
}

/** Numbers travel as texts: a cursor holds none with fractions. */
function valuesOf(row: ListedObject): (string | null)[] {
  return [row.sort_num === null ? null : String(row.sort_num), row.sort_text, row.id]
}

function readPlace(list: string, cursor: string): ListedObject {
  const [num, text, id] = readCursor(list, cursor) ?? []
  const number = num === null ? null : Number(num)
  const isPlace =
    typeof id === 'string' &&
    (num === null ? text === null : typeof num === 'string' && typeof text === 'string')
  if (!isPlace || (number !== null && !Number.isFinite(number))) {
    throw new AppError('CURSOR_INVALID')
  }
  return { sort_num: number, sort_text: text === null ? null : String(text), id }
}

/** Only the fields that are asked for; throws VALIDATION_FAILED for ones that the type does not have. */
function select(type: CompiledType, fields: Record<string, unknown>, names: string | undefined) {
  if (names === undefined) return fields
  const wanted = new Set(names.split(',').map(name => name.trim()))
  const known = type.view.schema.properties
  for (const name of wanted) {
    if (typeof known === 'object' && known !== null && Object.hasOwn(known, name)) continue
    const message = `${type.name} has no field ${JSON.stringify(name)}`
    throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/query/fields', message }] })
  }
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted.has(name)))
}
