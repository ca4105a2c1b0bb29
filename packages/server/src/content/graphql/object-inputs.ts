import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
} from 'graphql'
import { NULL_VALUE } from '../objects/merge-patch.ts'
import { JSON_VALUE, OBJECT_REF } from './common-types.ts'
import type { Property, Shape } from './field-shapes.ts'
import { choiceOf, type ObjectTypeParts } from './object-types.ts'

type InputParts = Pick<ObjectTypeParts, 'nameInner' | 'choices'> & {
  /** What the schema calls a content type. */
  nameOf(type: string): string
  /** Inputs that were made, each for one place. */
  inputs: Map<string, GraphQLInputObjectType>
}

/** How objects come in: whole ones, or what changes of them. */
export type Suffix = 'Input' | 'Patch'

/** The input type of an object's fields; undefined where there are none. */
export function inputTypeOf(
  parts: InputParts,
  name: string,
  properties: ReadonlyMap<string, Property>,
  suffix: Suffix,
): GraphQLInputObjectType | undefined {
  if (properties.size === 0) return undefined
  const description =
    suffix === 'Patch'
      ? 'What changes: what is left out stays, and null takes a field away (RFC 7396), or is its value where it has to be there and may be null.'
      : undefined
  return new GraphQLInputObjectType({
    name,
    description,
    fields: inputFields(parts, properties, [], suffix),
  })
}

function inputFields(
  parts: InputParts,
  properties: ReadonlyMap<string, Property>,
  path: readonly string[],
  suffix: Suffix,
): GraphQLInputFieldConfigMap {
  const fields: GraphQLInputFieldConfigMap = {}
  for (const [name, { shape, required }] of properties) {
    const type = inputOf(parts, shape, [...path, name], suffix)
    const isNeeded = suffix === 'Input' && required && !shape.nullable
    const { description } = shape
    fields[name] = { type: isNeeded ? new GraphQLNonNull(type) : type, description }
  }
  return fields
}

function inputOf(
  parts: InputParts,
  shape: Shape,
  path: readonly string[],
  suffix: Suffix,
): GraphQLInputType {
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
    case 'choice':
      return choiceOf(parts, shape, path)
    case 'file':
      return OBJECT_REF
    case 'list': {
      // A list is replaced as a whole, so what lies in it is whole.
      const of = inputOf(parts, shape.of, path, 'Input')
      return new GraphQLList(shape.of.nullable ? of : new GraphQLNonNull(of))
    }
    case 'object':
      return onceAt(parts, [...path, suffix], () => ({
        name: parts.nameInner(path, suffix),
        fields: inputFields(parts, shape.properties, path, suffix),
      }))
    case 'relation': {
      if (shape.to.length === 1) return OBJECT_REF
      return onceAt(parts, path, () => {
        const values = Object.fromEntries(shape.to.map(value => [parts.nameOf(value), { value }]))
        const type = new GraphQLEnumType({ name: parts.nameInner(path, 'Type'), values })
        return {
          name: parts.nameInner(path, 'Input'),
          fields: {
            type: { type: new GraphQLNonNull(type) },
            id: { type: new GraphQLNonNull(GraphQLID) },
          },
        }
      })
    }
  }
}

function onceAt(
  { inputs }: InputParts,
  place: readonly string[],
  make: () => ConstructorParameters<typeof GraphQLInputObjectType>[0],
): GraphQLInputObjectType {
  const name = place.join('.')
  const type = inputs.get(name) ?? new GraphQLInputObjectType(make())
  inputs.set(name, type)
  return type
}

/** The fields that an input means, as they are stored, or of a patch as a merge patch. */
export function fieldsFromInput(
  properties: ReadonlyMap<string, Property>,
  given: Readonly<Record<string, unknown>>,
  suffix: Suffix,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, { shape, required }] of properties) {
    if (!Object.hasOwn(given, name)) continue
    const value = valueFromInput(shape, given[name], suffix)
    // Without the field the object would not fit: nothing else can be meant.
    const isValue = value === null && suffix === 'Patch' && required && shape.nullable
    if (value !== undefined) fields[name] = isValue ? NULL_VALUE : value
  }
  return fields
}

function valueFromInput(shape: Shape, value: unknown, suffix: Suffix): unknown {
  if (value === undefined) return undefined
  // Of a whole object null means that there is none, unless null is a value of the field.
  if (value === null) return suffix === 'Patch' || shape.nullable ? null : undefined
  switch (shape.kind) {
    case 'list':
      return (value as unknown[]).map(item => valueFromInput(shape.of, item, 'Input'))
    case 'object':
      return fieldsFromInput(shape.properties, value as Record<string, unknown>, suffix)
    case 'file':
      return { type: 'media', id: (value as { id: string }).id }
    case 'relation': {
      const { type = shape.to[0], id } = value as { type?: string; id: string }
      return { type, id }
    }
    default:
      return value
  }
}
