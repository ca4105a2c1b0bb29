import type { ContentObject } from '@keywright/contract'
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLString,
  GraphQLUnionType,
} from 'graphql'
import { isReference } from '../types/field-values.ts'
import { FILE, JSON_VALUE, MAKER, OBJECT_STATE, OBJECT_VERSION } from './common-types.ts'
import type { Execution, Shown } from './execution.ts'
import type { Property, Shape } from './field-shapes.ts'

/** What the fields of a type are made from. */
export interface ObjectTypeParts {
  properties: ReadonlyMap<string, Property>
  nameInner(path: readonly string[], suffix?: string): string
  /** The object type of a readable content type. */
  typeOf(name: string): GraphQLObjectType
  /** Keeps the enum of a field, which inputs have as well. */
  choices: Map<Shape, GraphQLEnumType>
}

type Fields = GraphQLFieldConfigMap<unknown, Execution>
type Field = GraphQLFieldConfig<unknown, Execution>

/** Versions of an object that are asked for at once. */
const VERSIONS = { least: 1, most: 100, usual: 20 } as const

/** How many objects a list of relations is taken for before it is read. */
const USUAL_LIST = 10

/** The user's fields of an object. */
export function fieldsOfObject(parts: ObjectTypeParts): Fields {
  return fieldsOf(parts, parts.properties, [], source => (source as Shown).fields)
}

function fieldsOf(
  parts: ObjectTypeParts,
  properties: ReadonlyMap<string, Property>,
  path: readonly string[],
  valuesOf: (source: unknown) => Readonly<Record<string, unknown>>,
): Fields {
  const fields: Fields = {}
  for (const [name, { shape, required }] of properties) {
    const type = outputOf(parts, shape, [...path, name])
    // What one may not read, or is not published, is null, however much it is required.
    const isSure = required && !shape.nullable && !isLoaded(shape)
    fields[name] = {
      type: isSure ? new GraphQLNonNull(type) : type,
      description: shape.description,
      resolve(source, _, execution) {
        const values = valuesOf(source)
        return Object.hasOwn(values, name) ? resolve(shape, values[name], execution) : null
      },
      extensions: { times: timesOf(shape) },
    }
  }
  return fields
}

function outputOf(
  parts: ObjectTypeParts,
  shape: Shape,
  path: readonly string[],
): GraphQLOutputType {
  switch (shape.kind) {
    case 'text':
      return GraphQLString
    case 'number':
      return GraphQLFloat
    case 'integer':
      return GraphQLInt
    case 'boolean':
      return GraphQLBoolean
    case 'json':
      return JSON_VALUE
    case 'file':
      return FILE
    case 'choice':
      return choiceOf(parts, shape, path)
    case 'list': {
      const of = outputOf(parts, shape.of, path)
      const isSure = !shape.of.nullable && !isLoaded(shape.of)
      return new GraphQLList(isSure ? new GraphQLNonNull(of) : of)
    }
    case 'object': {
      const name = parts.nameInner(path)
      const fields = () =>
        fieldsOf(parts, shape.properties, path, source => source as Record<string, unknown>)
      return new GraphQLObjectType({ name, fields: fields(), description: shape.description })
    }
    case 'relation': {
      const [only, ...others] = shape.to
      if (only !== undefined && others.length === 0) return parts.typeOf(only)
      return new GraphQLUnionType({
        name: parts.nameInner(path),
        types: () => shape.to.map(parts.typeOf),
        resolveType: (source: Shown) => parts.typeOf(source.type).name,
      })
    }
  }
}

/** The enum of a field, one and the same wherever it comes or goes. */
export function choiceOf(
  { choices, nameInner }: Pick<ObjectTypeParts, 'choices' | 'nameInner'>,
  shape: Shape & { kind: 'choice' },
  path: readonly string[],
): GraphQLEnumType {
  const known = choices.get(shape)
  if (known) return known
  const values = Object.fromEntries(shape.choices.map(choice => [choice, {}]))
  const type = new GraphQLEnumType({ name: nameInner(path), values })
  choices.set(shape, type)
  return type
}

function isLoaded({ kind }: Shape): boolean {
  return kind === 'relation' || kind === 'file'
}

/** How many values, files or objects a field is taken for. */
function timesOf(shape: Shape): number {
  if (shape.kind !== 'list') return 1
  return Math.max(1, Math.min(shape.most ?? USUAL_LIST, USUAL_LIST)) * timesOf(shape.of)
}

function resolve(shape: Shape, value: unknown, execution: Execution): unknown {
  if (value === null || value === undefined) return null
  switch (shape.kind) {
    case 'relation':
      return isReference(value) && shape.to.includes(value.type) ? execution.object(value) : null
    case 'file':
      return isReference(value) ? { id: value.id } : null
    case 'list':
      if (!Array.isArray(value)) return null
      // Else each of its texts would be looked at twice.
      execution.spend(value.length)
      return value.map(item => resolve(shape.of, item, execution))
    case 'text':
      if (typeof value === 'string') execution.spend(value.length)
      return value
    case 'json':
      execution.spend(JSON.stringify(value).length)
      return value
    default:
      execution.spend(1)
      return value
  }
}

/** Fields that every object has; no field of a content type begins with an underscore. */
export function systemFields(isDraft: boolean): Fields {
  const delivered = {
    _id: own(new GraphQLNonNull(GraphQLID), 'id'),
    _version: own(new GraphQLNonNull(GraphQLInt), 'version'),
    _createdAt: own(new GraphQLNonNull(GraphQLString), 'createdAt', TIME),
  }
  if (!isDraft) {
    return {
      ...delivered,
      _publishedAt: own(new GraphQLNonNull(GraphQLString), 'publishedAt', TIME),
    }
  }
  return {
    ...delivered,
    _title: own(new GraphQLNonNull(GraphQLString), 'title', 'What names it in lists.'),
    _state: own(new GraphQLNonNull(OBJECT_STATE), 'state'),
    _publishedVersion: own(GraphQLInt, 'publishedVersion'),
    _createdBy: own(new GraphQLNonNull(MAKER), 'createdBy'),
    _updatedAt: own(new GraphQLNonNull(GraphQLString), 'updatedAt', TIME),
    _updatedBy: own(new GraphQLNonNull(MAKER), 'updatedBy'),
    _publishedAt: own(GraphQLString, 'publishedAt', TIME),
    _versions: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(OBJECT_VERSION))),
      description: 'The newest ones first.',
      args: { limit: { type: new GraphQLNonNull(GraphQLInt), defaultValue: VERSIONS.usual } },
      resolve: (source, { limit }, execution) =>
        // Only drafts have this field.
        execution.versions(source as ContentObject, bounded(limit)),
      extensions: { times: ({ limit }: { limit: number }) => bounded(limit) },
    },
  }
}

const TIME = 'RFC 3339 time.'

function bounded(limit: number): number {
  return Math.min(Math.max(limit, VERSIONS.least), VERSIONS.most)
}

function own(type: GraphQLOutputType, name: string, description?: string): Field {
  return {
    type,
    description,
    // Every source of these fields is an object as it is shown.
    resolve: source => (source as Record<string, unknown>)[name],
  }
}
