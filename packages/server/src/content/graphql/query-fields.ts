import { objectListQuery } from '@keywright/contract'
import {
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
} from 'graphql'
import { AppError } from '../../app-error.ts'
import { pointerBelow } from '../../lib/json-pointer.ts'
import type { View } from '../objects/objects.table.ts'
import { OBJECT_STATE } from './common-types.ts'
import type { Execution, Shown } from './execution.ts'
import { readFilterInput } from './filter-inputs.ts'
import type { RootFields, TypeParts } from './type-parts.ts'

/** How lists are ordered unless it is said otherwise: as the lists of the REST endpoints. */
const USUAL_SORT = { draft: '-createdAt', published: '-publishedAt' } as const

const USUAL_LIMIT = 50

/** The queries of a content type. */
export function queryFields(parts: TypeParts, view: View): RootFields {
  const { type, names, object } = parts
  const { label, slugField } = type.view
  const fields: RootFields = {
    [names.one]: {
      type: object,
      description: `One of: ${label}. Null where there is none.`,
      args: { id: { type: new GraphQLNonNull(GraphQLID) } },
      resolve: (_, { id }, execution) => execution.object({ type: type.name, id }),
    },
    [names.list]: listField(parts, view),
  }
  if (slugField !== null) {
    fields[names.bySlug] = {
      type: object,
      description: `One of: ${label}, by its ${slugField}.`,
      args: { slug: { type: new GraphQLNonNull(GraphQLString) } },
      resolve: (_, { slug }, execution) => findBySlug(execution, type.name, slugField, slug),
    }
  }
  return fields
}

function listField(
  { type, names, object, filter, shape }: TypeParts,
  view: View,
): RootFields[string] {
  return {
    // May be null: where one list is refused, the others are answered.
    type: new GraphQLObjectType({
      name: `${names.type}Slice`,
      fields: {
        items: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(object))) },
        nextCursor: { type: GraphQLString, description: 'Null on the last page.' },
      },
    }),
    description: type.view.label,
    args: {
      filter: { type: filter },
      sort: {
        type: new GraphQLNonNull(GraphQLString),
        defaultValue: USUAL_SORT[view],
        description:
          'The path of a field (`price`, `seo.title`), id, createdAt, updatedAt or publishedAt; descending with - before it.',
      },
      limit: {
        type: new GraphQLNonNull(GraphQLInt),
        defaultValue: USUAL_LIMIT,
        description: '1 to 200.',
      },
      cursor: {
        type: GraphQLString,
        description: 'The nextCursor of the page before, with the same filter and sort.',
      },
      ...(view === 'draft' && { state: { type: OBJECT_STATE } }),
    },
    async resolve(_, args, { parts, visitor, walk }) {
      const page = readPage(args)
      requireVisible(type.name, page.sort, shape.hidden)
      const query = {
        ...page,
        filter: args.filter ? readFilterInput(filter, args.filter) : undefined,
        state: args.state ?? undefined,
      }
      return parts.reader.list(view, visitor, type.name, query, walk)
    },
    extensions: { times: ({ limit }: { limit: number }) => Math.max(1, limit), isList: true },
  }
}

const pageArguments = objectListQuery.pick({ limit: true, sort: true, cursor: true })

function readPage({ limit, sort, cursor }: Record<string, unknown>) {
  const parsed = pageArguments.safeParse({ limit, sort, cursor: cursor ?? undefined })
  if (parsed.success) return parsed.data
  throw new AppError('VALIDATION_FAILED', {
    errors: parsed.error.issues.map(({ path, message }) => ({
      pointer: path.reduce<string>((at, name) => pointerBelow(at, String(name)), ''),
      message,
    })),
  })
}

/** A field that one may not see is refused like one that there is not. */
function requireVisible(type: string, sort: string, hidden: ReadonlySet<string>) {
  if (!hidden.has(sort.replace(/^-/, ''))) return
  const message = `${type} has no such field`
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/sort', message }] })
}

async function findBySlug(
  { parts: { reader }, view, visitor }: Execution,
  type: string,
  slugField: string,
  slug: string,
): Promise<Shown | null> {
  if (view === 'draft') {
    const filter = { [slugField]: { eq: slug } }
    const { items } = await reader.list(view, visitor, type, { filter, sort: 'id', limit: 1 })
    return items[0] ?? null
  }
  return reader.getBySlug(visitor, type, slug, {}).catch(error => {
    if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return null
    throw error
  })
}
