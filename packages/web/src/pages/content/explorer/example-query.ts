import {
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isLeafType,
  isListType,
  isObjectType,
} from 'graphql'

const FIELDS_SHOWN = 5

/** A first text that the schema can answer: a list of the first type that there is. */
export function exampleQuery(schema: GraphQLSchema): string {
  const lists = Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(
    ({ name, type }) => {
      const item = itemOf(getNamedType(type))
      return item ? [{ name, item }] : []
    },
  )
  const [first] = lists
  if (!first) return '{\n  _ok\n}\n'
  const fields = ['_id', ...ownFields(first.item)].map(name => `      ${name}`)
  return `{\n  ${first.name}(limit: 5) {\n    items {\n${fields.join('\n')}\n    }\n    nextCursor\n  }\n}\n`
}

/** What a list has, where the type is one page of a list. */
function itemOf(type: unknown): GraphQLObjectType | undefined {
  if (!isObjectType(type)) return undefined
  const items = type.getFields().items?.type
  if (items === undefined || !isListType(getNullableType(items))) return undefined
  const item = getNamedType(items)
  return isObjectType(item) ? item : undefined
}

function ownFields(type: GraphQLObjectType): string[] {
  return Object.values(type.getFields())
    .filter(({ name, type }) => !name.startsWith('_') && isLeafType(getNamedType(type)))
    .map(({ name }) => name)
    .slice(0, FIELDS_SHOWN)
}
