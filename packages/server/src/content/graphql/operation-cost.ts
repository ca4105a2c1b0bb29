import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  SchemaMetaFieldDef,
  type SelectionNode,
  type SelectionSetNode,
  TypeMetaFieldDef,
} from 'graphql'
import { GraphqlRefusal } from './graphql-refusal.ts'

/** The cost of one operation, at the most. */
const MAX_COST = 100_000

/** What things cost each time they are answered; a list of objects costs as often as it may have any. */
const COST = { value: 1, object: 20, list: 200, mutation: 1000 } as const

/** Introspection may answer so much for each type and field that the schema has. */
const INTROSPECTION = { factor: 400, least: 20_000 } as const

/** How large a schema is, for those who describe it. */
export interface SchemaSize {
  types: number
  fields: number
}

interface CostParts {
  schema: GraphQLSchema
  size: SchemaSize
  fragments: Readonly<Record<string, FragmentDefinitionNode>>
  variables: Readonly<Record<string, unknown>>
}

/** Refuses an operation that asks for too much; what @skip and @include leave out costs nothing. */
export function requireAffordable(operation: OperationDefinitionNode, parts: CostParts): void {
  const { schema, size, fragments, variables } = parts
  const cost = { data: 0, introspection: 0 }

  function visitAll(set: SelectionSetNode, parent: GraphQLNamedType, times: number) {
    for (const selection of set.selections) {
      if (isLeftOut(selection, variables)) continue
      if (selection.kind === Kind.FIELD) visitField(selection, parent, times)
      else {
        const fragment =
          selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value]
        const on = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
        if (fragment) visitAll(fragment.selectionSet, on ?? parent, times)
      }
    }
  }

  function visitField(node: FieldNode, parent: GraphQLNamedType, times: number) {
    const field = fieldOf(schema, parent, node.name.value)
    const type = field && getNamedType(field.type)
    const isObject = type !== undefined && isCompositeType(type)
    const isDescription = type?.name.startsWith('__') || parent.name.startsWith('__')
    const { isMutation, isList } = field?.extensions ?? {}
    const several = field ? timesOf(field, node, isDescription === true) : 1
    if (isDescription) cost.introspection += times * several
    else {
      if (isMutation) cost.data += COST.mutation
      if (isList) cost.data += COST.list
      cost.data += times * several * (isObject && !isList ? COST.object : COST.value)
    }
    if (type && node.selectionSet) visitAll(node.selectionSet, type, times * several)
  }

  function timesOf(field: GraphQLField<unknown, unknown>, node: FieldNode, describes: boolean) {
    if (describes) return introspected(node.name.value, size)
    const { times } = field.extensions
    if (typeof times === 'number') return times
    if (typeof times !== 'function') return 1
    return Number(times(getArgumentValues(field, node, variables)))
  }

  const root = schema.getRootType(operation.operation)
  if (root) visitAll(operation.selectionSet, root, 1)
  if (cost.data > MAX_COST) {
    const message = `It may cost ${cost.data}, and no more than ${MAX_COST} is allowed: ask for smaller lists or fewer fields.`
    throw new GraphqlRefusal('GRAPHQL_TOO_COSTLY', message)
  }
  const most = INTROSPECTION.least + INTROSPECTION.factor * (size.types + size.fields)
  if (cost.introspection > most) {
    throw new GraphqlRefusal('GRAPHQL_TOO_COSTLY', 'It introspects too much at once.')
  }
}

function isLeftOut(node: SelectionNode, variables: CostParts['variables']): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false
  )
}

function fieldOf(schema: GraphQLSchema, parent: GraphQLNamedType, name: string) {
  if (parent === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined
}

/** How many there are of what describes a schema, on average. */
function introspected(name: string, { types, fields }: SchemaSize): number {
  switch (name) {
    case 'types':
      return types
    case 'fields':
    case 'inputFields':
    case 'enumValues':
      return Math.ceil(fields / types)
    case 'possibleTypes':
    case 'args':
    case 'directives':
      return 3
    default:
      return 1
  }
}
