import type { CompiledType } from '../types/content-type.ts'
import { isReference } from '../types/field-values.ts'
import type { Fields } from './object.view.ts'

/** A place in fields where a reference stands, and how to put something else there. */
export interface ReferencePlace {
  type: string
  id: string
  replace(value: unknown): void
}

/** The places of all relations and media of an object, in the order of its fields. */
export function referencePlaces(type: CompiledType, fields: Fields): ReferencePlace[] {
  const places: ReferencePlace[] = []
  for (const { kind, path } of type.fields.values()) {
    if (kind === 'relation' || kind === 'media') collect(fields, path.split('.'), places)
  }
  return places
}

function collect(value: unknown, path: readonly string[], places: ReferencePlace[]) {
  const [name, ...rest] = path
  if (name === undefined || typeof value !== 'object' || value === null) return
  if (!Object.hasOwn(value, name)) return
  // It has such a property of its own, so it can be read and written as a record.
  step(value as Record<string, unknown>, name, rest, places)
}

function step(
  holder: Record<string, unknown> | unknown[],
  name: string | number,
  rest: readonly string[],
  places: ReferencePlace[],
) {
  const at = holder as Record<string | number, unknown>
  const value = at[name]
  if (Array.isArray(value)) {
    for (const index of value.keys()) step(value, index, rest, places)
  } else if (rest.length > 0) {
    collect(value, rest, places)
  } else if (isReference(value)) {
    const { type, id } = value
    const replace = (other: unknown) => {
      at[name] = other
    }
    places.push({ type, id, replace })
  }
}

/** A copy without any reference to an object or file: properties and items that were one are gone. */
export function withoutReference(value: unknown, id: string): unknown {
  if (Array.isArray(value)) {
    return value.filter(item => !refersTo(item, id)).map(item => withoutReference(item, id))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => !refersTo(part, id))
      .map(([name, part]) => [name, withoutReference(part, id)]),
  )
}

function refersTo(value: unknown, id: string): boolean {
  return isReference(value) && value.id === id
}
