import type { CompiledType } from '../types/content-type.ts'
import { isSchema, type Schema } from '../types/expand-schema.ts'
import { isEnumName } from './graphql-names.ts'
import type { Sight } from './type-rights.ts'

/** What a field is, as this visitor sees it. Fields that lead only to what is hidden are not there. */
export type Shape = (
  | { kind: 'text' | 'number' | 'integer' | 'boolean' | 'json' | 'file' }
  | { kind: 'choice'; choices: readonly string[] }
  | { kind: 'relation'; to: readonly string[] }
  | { kind: 'list'; of: Shape; most: number | undefined }
  | { kind: 'object'; properties: ReadonlyMap<string, Property> }
) & { nullable: boolean; description: string | undefined }

/** A property of an object. */
export interface Property {
  shape: Shape
  required: boolean
}

/** The shape of a type's fields, and the paths of those that are hidden. */
export interface TypeShape {
  properties: ReadonlyMap<string, Property>
  hidden: ReadonlySet<string>
}

/** Beyond these an integer is no `Int` of GraphQL (section 3.5.1). */
const INT = { least: -(2 ** 31), most: 2 ** 31 - 1 }

/** What a visitor sees of the fields of a type. */
export function shapeOf(type: CompiledType, sight: Sight): TypeShape {
  const root = type.view.schema
  const definitions = isSchema(root.$defs) ? root.$defs : {}
  const hidden = new Set<string>()

  function read(part: Schema, path: string): Shape | undefined {
    const { $ref } = part
    if (typeof $ref === 'string') {
      const target = definitions[$ref.slice('#/$defs/'.length)]
      const { $ref: _, ...beside } = part
      return isSchema(target) ? read({ ...target, ...beside }, path) : undefined
    }
    const about = { nullable: Array.isArray(part.type), description: describe(part) }
    if (part.media === true) return sight.seesFiles ? { kind: 'file', ...about } : hide(path)
    if (Array.isArray(part.relation)) {
      const to = part.relation.map(String).filter(name => sight.types.has(name))
      return to.length > 0 ? { kind: 'relation', to, ...about } : hide(path)
    }
    const [kind] = [part.type].flat().filter(name => name !== 'null')
    if (kind === 'array') {
      const of = isSchema(part.items) ? read(part.items, path) : undefined
      const most = typeof part.maxItems === 'number' ? part.maxItems : undefined
      return of && { kind: 'list', of, most, ...about }
    }
    if (kind === 'object') {
      const properties = propertiesOf(part, path)
      if (properties.size > 0) return { kind: 'object', properties, ...about }
      const isEmpty = Object.keys(isSchema(part.properties) ? part.properties : {}).length === 0
      return isEmpty ? { kind: 'json', ...about } : hide(path)
    }
    if (kind === 'boolean') return { kind, ...about }
    if (kind === 'number') return { kind, ...about }
    if (kind === 'integer') return { kind: isInt(part) ? 'integer' : 'number', ...about }
    if (kind !== 'string') return { kind: 'json', ...about }
    const values = Array.isArray(part.enum) ? part.enum.filter(value => value !== null) : []
    const choices = values.filter(isEnumName)
    if (choices.length > 0 && choices.length === values.length) {
      return { kind: 'choice', choices: [...new Set(choices)], ...about }
    }
    return { kind: 'text', ...about }
  }

  function propertiesOf(part: Schema, path: string): Map<string, Property> {
    const required = Array.isArray(part.required) ? part.required : []
    const all = Object.entries(isSchema(part.properties) ? part.properties : {})
    const properties = new Map<string, Property>()
    for (const [name, child] of all) {
      const shape = isSchema(child) && read(child, path === '' ? name : `${path}.${name}`)
      if (shape) properties.set(name, { shape, required: required.includes(name) })
    }
    return properties
  }

  function hide(path: string): undefined {
    hidden.add(path)
  }

  const found = propertiesOf(root, '')
  const order = [...type.view.fieldOrder, ...found.keys()]
  const properties = new Map<string, Property>()
  for (const name of order) {
    const property = found.get(name)
    if (property) properties.set(name, property)
  }
  return { properties, hidden }
}

function isInt({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema): boolean {
  const least = typeof minimum === 'number' ? minimum : exclusiveMinimum
  const most = typeof maximum === 'number' ? maximum : exclusiveMaximum
  return typeof least === 'number' && typeof most === 'number'
    ? least >= INT.least && most <= INT.most
    : false
}

/** Texts for people that the schema has anyway, and what GraphQL's own types do not say. */
function describe({ title, description, format, type }: Schema): string | undefined {
  const isText = [type].flat().includes('string')
  const texts = [
    typeof title === 'string' ? title : '',
    typeof description === 'string' ? description : '',
    isText && typeof format === 'string' ? `Format: ${format}.` : '',
  ].filter(text => text !== '')
  return texts.length > 0 ? texts.join('\n\n') : undefined
}
