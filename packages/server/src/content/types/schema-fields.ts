import type { Field, FieldKind } from './content-type.ts'
import { isSchema, type Schema } from './expand-schema.ts'

/** The fields of an expanded schema that can be found, by path. */
export function fieldsOf(root: Schema): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>()

  function add(path: string, kind: FieldKind, place: Place, to: readonly string[] = []) {
    fields.set(path, { path, kind, many: place.many, required: place.required, to })
  }

  function collect(part: Schema, path: string, place: Place) {
    if (Array.isArray(part.relation)) return add(path, 'relation', place, part.relation)
    if (part.media === true) return add(path, 'media', place)
    const [type] = [part.type].flat().filter(name => name !== 'null')
    const isNullable = Array.isArray(part.type)
    const required = place.required && !isNullable
    if (type === 'array') {
      if (isSchema(part.items)) collect(part.items, path, { many: true, required: false })
    } else if (type === 'object') {
      for (const [name, child] of propertiesOf(part)) {
        const inner = { many: place.many, required: required && isRequired(part, name) }
        collect(child, path === '' ? name : `${path}.${name}`, inner)
      }
    } else {
      const kind = kindOf(type, part.format)
      if (kind) add(path, kind, { ...place, required })
    }
  }

  collect(root, '', { many: false, required: true })
  return fields
}

interface Place {
  many: boolean
  required: boolean
}

function kindOf(type: unknown, format: unknown): FieldKind | undefined {
  if (type === 'number' || type === 'integer') return 'number'
  if (type === 'boolean') return 'boolean'
  if (type !== 'string') return undefined
  return format === 'date' || format === 'date-time' ? 'time' : 'text'
}

function propertiesOf(part: Schema): [string, Schema][] {
  return Object.entries(isSchema(part.properties) ? part.properties : {}).filter(
    (entry): entry is [string, Schema] => isSchema(entry[1]),
  )
}

function isRequired(part: Schema, name: string): boolean {
  return Array.isArray(part.required) && part.required.includes(name)
}
