import {
  GraphQLBoolean,
  type GraphQLEnumType,
  type GraphQLInputObjectType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
} from 'graphql'
import { createTurns } from '../../lib/turns.ts'
import { type Shape, shapeOf } from './field-shapes.ts'
import { filterInputOf } from './filter-inputs.ts'
import { createInnerNames, namesOf } from './graphql-names.ts'
import { mutationFields } from './mutation-fields.ts'
import { inputTypeOf } from './object-inputs.ts'
import { fieldsOfObject, systemFields } from './object-types.ts'
import { queryFields } from './query-fields.ts'
import type { RootFields, TypeParts } from './type-parts.ts'
import type { ReadableType, Sight } from './type-rights.ts'

/** The schema of what a visitor sees. That of many types takes long, so others get their turn meanwhile. */
export async function buildSchema(sight: Sight): Promise<GraphQLSchema> {
  const objects = new Map<string, GraphQLObjectType>()

  function typeOf(name: string): GraphQLObjectType {
    const type = objects.get(name)
    // Shapes lead to types that the visitor sees, and each of these has an object type.
    if (!type) throw new Error(`No type ${name} is in the schema`)
    return type
  }

  const turn = createTurns()
  const parts: TypeParts[] = []
  for (const readable of sight.types.values()) {
    parts.push(partsOf(readable, sight, typeOf))
    await turn()
  }
  for (const { type, object } of parts) objects.set(type.name, object)
  // Fields are made when they are first looked at, which the schema would do for all of them at once.
  for (const { object, filter, input, patch } of parts) {
    for (const type of [object, filter, input, patch]) {
      type?.getFields()
      await turn()
    }
  }
  const query = Object.assign({}, OK, ...parts.map(part => queryFields(part, sight.view)))
  const mutation: RootFields = Object.assign({}, ...parts.map(mutationFields))
  return new GraphQLSchema({
    // Names and types are right by the way they are made, and to look takes as long as to build.
    assumeValid: true,
    query: new GraphQLObjectType({ name: 'Query', fields: query }),
    mutation:
      Object.keys(mutation).length > 0
        ? new GraphQLObjectType({ name: 'Mutation', fields: mutation })
        : null,
  })
}

/** A schema needs a field, also for those who may read nothing. */
const OK: RootFields = {
  _ok: { type: new GraphQLNonNull(GraphQLBoolean), description: 'True.', resolve: () => true },
}

function partsOf(
  readable: ReadableType,
  sight: Sight,
  typeOf: (name: string) => GraphQLObjectType,
): TypeParts {
  const { type, writes } = readable
  const names = namesOf(type.name)
  const shape = shapeOf(type, sight)
  const { properties, hidden } = shape
  const choices = new Map<Shape, GraphQLEnumType>()
  const nameInner = createInnerNames(names.type)
  const inputs = new Map<string, GraphQLInputObjectType>()
  const nameOf = (name: string) => namesOf(name).type
  const inputParts = { nameInner, choices, inputs, nameOf }
  const { label, description } = type.view
  return {
    ...readable,
    names,
    shape,
    object: new GraphQLObjectType({
      name: names.type,
      description: [label, description].filter(text => text !== '').join('\n\n'),
      // Relations lead to types that are not made yet.
      fields: () => ({
        ...systemFields(sight.view === 'draft'),
        ...fieldsOfObject({ properties, nameInner, typeOf, choices }),
      }),
    }),
    filter: filterInputOf(type, {
      view: sight.view,
      name: `${names.type}Filter`,
      hidden,
      nameInner,
    }),
    input: writes.has('create')
      ? inputTypeOf(inputParts, `${names.type}Input`, properties, 'Input')
      : undefined,
    patch: writes.has('update')
      ? inputTypeOf(inputParts, `${names.type}Patch`, properties, 'Patch')
      : undefined,
  }
}
