import type { ContentVersion } from '@keywright/contract'
import {
  GraphQLBoolean,
  GraphQLEnumType,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql'
import type { Execution } from './execution.ts'

/** Whatever has no other type: JSON as it is stored. */
export const JSON_VALUE = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })

const required = (type: GraphQLOutputType) => new GraphQLNonNull(type)

export const MAKER = new GraphQLObjectType({
  name: 'Maker',
  description: 'Who did something.',
  fields: {
    id: { type: GraphQLID },
    label: { type: required(GraphQLString) },
  },
})

export const OBJECT_STATE = new GraphQLEnumType({
  name: 'ObjectState',
  values: {
    draft: { description: 'Never published, or taken back.' },
    published: { description: 'Published as it is.' },
    changed: { description: 'Published, and changed since.' },
  },
})

export const OBJECT_VERSION = new GraphQLObjectType<ContentVersion>({
  name: 'ObjectVersion',
  fields: {
    version: { type: required(GraphQLInt) },
    action: { type: required(GraphQLString) },
    at: { type: required(GraphQLString), description: 'RFC 3339 time.' },
    by: { type: required(MAKER) },
    published: { type: required(GraphQLBoolean) },
  },
})

/** A reference to a file, as it stands in fields. */
export interface FileSource {
  id: string
}

const FOCAL_POINT = new GraphQLObjectType({
  name: 'FocalPoint',
  description: 'In shares of width and height, from the top left.',
  fields: { x: { type: required(GraphQLFloat) }, y: { type: required(GraphQLFloat) } },
})

export const FILE = new GraphQLObjectType<FileSource, Execution>({
  name: 'File',
  description: 'An uploaded file. What is asked beside its id is null where the file is gone.',
  fields: {
    id: { type: required(GraphQLID) },
    ...detailsOfFile({
      name: GraphQLString,
      alt: GraphQLString,
      mediaType: GraphQLString,
      size: GraphQLFloat,
      width: GraphQLInt,
      height: GraphQLInt,
      focalPoint: FOCAL_POINT,
      url: GraphQLString,
    }),
  },
})

function detailsOfFile(types: Readonly<Record<string, GraphQLOutputType>>) {
  const fields: GraphQLFieldConfigMap<FileSource, Execution> = {}
  for (const [name, type] of Object.entries(types)) {
    fields[name] = {
      type,
      resolve: async ({ id }, _, execution) => {
        const file = await execution.file(id)
        return file && Object.hasOwn(file, name) ? Reflect.get(file, name) : null
      },
    }
  }
  return fields
}

/** What a relation to one type, or a file, is set to. */
export const OBJECT_REF = new GraphQLInputObjectType({
  name: 'ObjectRef',
  fields: { id: { type: new GraphQLNonNull(GraphQLID) } },
})

const EQUAL = ['eq', 'ne', 'in'] as const
const ORDERED = [...EQUAL, 'lt', 'lte', 'gt', 'gte'] as const

/** Comparisons by the kind of a field; in lists `contains` looks for one of the values. */
const COMPARISONS = {
  text: comparison('Text', GraphQLString, [...ORDERED, 'contains', 'startsWith']),
  number: comparison('Number', GraphQLFloat, ORDERED),
  boolean: comparison('Boolean', GraphQLBoolean, EQUAL),
  time: comparison('Time', GraphQLString, ORDERED, 'A date, or an RFC 3339 time.'),
  relation: comparison('Reference', GraphQLID, [...EQUAL, 'contains'], 'By id.'),
} as const

const COMPARISONS_IN_LISTS = {
  number: comparison('NumberList', GraphQLFloat, [...ORDERED, 'contains']),
  boolean: comparison('BooleanList', GraphQLBoolean, [...EQUAL, 'contains']),
  time: comparison('TimeList', GraphQLString, [...ORDERED, 'contains']),
} as const

/** What a field of this kind is compared with. */
export function comparisonOf(
  kind: keyof typeof COMPARISONS | 'media',
  many: boolean,
): GraphQLInputObjectType {
  if (kind === 'media') return COMPARISONS.relation
  if (many && (kind === 'number' || kind === 'boolean' || kind === 'time')) {
    return COMPARISONS_IN_LISTS[kind]
  }
  return COMPARISONS[kind]
}

/** Whether an input type compares one field, and so holds no further fields. */
export function isComparison(type: unknown): boolean {
  return type instanceof GraphQLInputObjectType && type.name.endsWith('Comparison')
}

function comparison(
  name: string,
  operand: GraphQLScalarType,
  ops: readonly string[],
  description?: string,
) {
  const operands = ops.map(op => [
    op,
    { type: op === 'in' ? new GraphQLList(new GraphQLNonNull(operand)) : operand },
  ])
  return new GraphQLInputObjectType({
    name: `${name}Comparison`,
    description,
    fields: { ...Object.fromEntries(operands), exists: { type: GraphQLBoolean } },
  })
}
