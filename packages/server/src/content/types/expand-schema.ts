import { CONDITION_LISTS, CONDITIONS, isAnnotation } from './schema-keywords.ts'

/** A JSON Schema, or a part of it. */
export type Schema = Readonly<Record<string, unknown>>

/** The schema without what validation does not look at, and with each `$ref` replaced by what it means. */
export function expandSchema(schema: Schema): Schema {
  const definitions = isSchema(schema.$defs) ? schema.$defs : {}

  function expand(part: Schema): Schema {
    if (typeof part.$ref === 'string') {
      const target = definitions[part.$ref.slice('#/$defs/'.length)]
      return isSchema(target) ? expand(target) : {}
    }
    const entries = Object.entries(part).flatMap(([keyword, value]): [string, unknown][] => {
      if (isAnnotation(keyword) || keyword === '$defs' || keyword === '$schema') return []
      if (keyword === 'properties' && isSchema(value)) {
        const properties = Object.entries(value).map(([name, child]) => [name, inner(child)])
        return [[keyword, Object.fromEntries(properties)]]
      }
      if (keyword === 'items' || CONDITIONS.has(keyword)) return [[keyword, inner(value)]]
      if (CONDITION_LISTS.has(keyword) && Array.isArray(value)) return [[keyword, value.map(inner)]]
      return [[keyword, value]]
    })
    return Object.fromEntries(entries)
  }
  const inner = (part: unknown) => (isSchema(part) ? expand(part) : part)
  return expand(schema)
}

/** Whether a part of a schema is one: not a list, and not one of the two that are true and false. */
export function isSchema(part: unknown): part is Schema {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}
