import type { ContentType } from '@keywright/contract'
import { AppError } from '../../app-error.ts'
import { pointerBelow } from '../../lib/json-pointer.ts'
import { createValidator } from './compile-type.ts'
import type { Field } from './content-type.ts'
import type { TypeDefinition } from './content-type.view.ts'
import { expandSchema, isSchema, type Schema } from './expand-schema.ts'
import { fieldsOf } from './schema-fields.ts'
import { checkSchema, type SchemaProblem } from './schema-rules.ts'

/** A definition as it was sent: without an order, the one of the schema is taken. */
export interface GivenDefinition extends Omit<TypeDefinition, 'fieldOrder'> {
  fieldOrder: readonly string[] | undefined
}

/** Completes a definition; throws VALIDATION_FAILED that names everything wrong with it. */
export function requireDefinition(given: GivenDefinition): TypeDefinition {
  const { schema, problems } = checkSchema(given.schema)
  if (problems.length > 0) throw new AppError('VALIDATION_FAILED', { errors: problems })
  const expanded = expandSchema(schema)
  const names = Object.keys(propertiesOf(schema))
  const fields = fieldsOf(expanded)
  const errors = [
    ...compileProblems(expanded),
    ...namingProblems('titleField', given.titleField, fields),
    ...namingProblems('slugField', given.slugField, fields),
    ...orderProblems(given.fieldOrder ?? [], names),
  ]
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors })
  return {
    label: given.label,
    description: given.description,
    titleField: given.titleField,
    slugField: given.slugField,
    fieldOrder: [...new Set([...(given.fieldOrder ?? []), ...names])],
    schema,
  }
}

/** The properties at the root of a schema. */
export function propertiesOf(schema: Schema): Schema {
  return isSchema(schema.properties) ? schema.properties : {}
}

/** Throws VALIDATION_FAILED for relations to types that do not exist. */
export function requireTargets(schema: Schema, isKnown: (name: string) => boolean): void {
  const errors = relationsOf(schema, '/schema').flatMap(({ pointer, name }) =>
    isKnown(name) ? [] : [{ pointer, message: `there is no content type ${name}` }],
  )
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors: errors.slice(0, 20) })
}

/** The names of the types that a schema's relations lead to. */
export function targetsOf(schema: ContentType['schema']): Set<string> {
  return new Set(relationsOf(schema, '').map(({ name }) => name))
}

interface Relation {
  pointer: string
  name: string
}

/** Relations stand where fields do: in properties, items and definitions. */
function relationsOf(part: unknown, pointer: string): Relation[] {
  if (!isSchema(part)) return []
  if (Array.isArray(part.relation)) {
    return part.relation.map((name, index) => ({
      pointer: `${pointer}/relation/${index}`,
      name: String(name),
    }))
  }
  const maps = (['properties', '$defs'] as const).flatMap(keyword => {
    const map = part[keyword]
    return Object.entries(isSchema(map) ? map : {}).flatMap(([name, child]) =>
      relationsOf(child, pointerBelow(`${pointer}/${keyword}`, name)),
    )
  })
  return [...maps, ...relationsOf(part.items, `${pointer}/items`)]
}

/** What the rules let through, the compiler must take: here and not when the first object comes. */
function compileProblems(expanded: Schema): SchemaProblem[] {
  try {
    createValidator(expanded)
    return []
  } catch (error) {
    const message = error instanceof Error ? error.message : 'cannot be compiled'
    return [{ pointer: '/schema', message: message.slice(0, 200) }]
  }
}

function namingProblems(
  pointer: string,
  name: string | null,
  fields: ReadonlyMap<string, Field>,
): SchemaProblem[] {
  if (name === null) return []
  const field = fields.get(name)
  if (field?.kind === 'text' && !field.many) return []
  return [{ pointer: `/${pointer}`, message: 'expected the name of a text field, not in a list' }]
}

function orderProblems(order: readonly string[], names: readonly string[]): SchemaProblem[] {
  return order.flatMap((name, index) => {
    const pointer = `/fieldOrder/${index}`
    if (!names.includes(name)) return [{ pointer, message: 'is not a field of the schema' }]
    const isRepeated = order.indexOf(name) !== index
    return isRepeated ? [{ pointer, message: 'this field is there already' }] : []
  })
}
