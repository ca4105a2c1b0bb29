import type { CompiledType, Field } from './content-type.ts'
import { readTime } from './formats.ts'

/** A value of a field as filters and sorts find it: a text in `text`, all else as a number in `num`. */
export interface FieldValue {
  field: string
  num: number
  text: string
}

/** A reference in the fields of an object. */
export interface FieldReference {
  field: string
  /** `media`, or the name of a content type. */
  type: string
  id: string
}

/** One character more than a filter can compare with, so that a cut text equals no operand. */
const MAX_INDEXED_TEXT = 401

/** The values of all fields that can be found, in the order of the fields. */
export function valuesOf(type: CompiledType, fields: Record<string, unknown>): FieldValue[] {
  const values: FieldValue[] = []
  for (const field of type.fields.values()) {
    for (const value of at(fields, field)) {
      const found = indexed(field, value)
      if (found) values.push({ field: field.path, ...found })
    }
  }
  return values
}

/** The texts of an object as they are, in the order of the fields; no times and no ids. */
export function textsOf(
  type: CompiledType,
  fields: Record<string, unknown>,
): { field: string; text: string }[] {
  const texts: { field: string; text: string }[] = []
  for (const field of type.fields.values()) {
    if (field.kind !== 'text') continue
    for (const text of at(fields, field)) {
      if (typeof text === 'string') texts.push({ field: field.path, text })
    }
  }
  return texts
}

/** The relations and media of an object. */
export function referencesOf(
  type: CompiledType,
  fields: Record<string, unknown>,
): FieldReference[] {
  const references: FieldReference[] = []
  for (const field of type.fields.values()) {
    if (field.kind !== 'relation' && field.kind !== 'media') continue
    for (const value of at(fields, field)) {
      if (isReference(value)) references.push({ field: field.path, type: value.type, id: value.id })
    }
  }
  return references
}

/** Whether a value has the shape of a relation or of media. */
export function isReference(value: unknown): value is { type: string; id: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'id' in value &&
    typeof value.id === 'string'
  )
}

function at(fields: Record<string, unknown>, field: Field): unknown[] {
  let values: unknown[] = [fields]
  for (const name of field.path.split('.')) {
    const found: unknown[] = []
    for (const value of values) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) continue
      flatten((value as Record<string, unknown>)[name], found)
    }
    values = found
  }
  return values
}

/** Into one list: there may be thousands of values. */
function flatten(value: unknown, into: unknown[]): void {
  if (!Array.isArray(value)) into.push(value)
  else for (const part of value) flatten(part, into)
}

function indexed(field: Field, value: unknown): Omit<FieldValue, 'field'> | undefined {
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? { num: 0, text: cut(value) } : undefined
    case 'number':
      return typeof value === 'number' ? { num: value, text: '' } : undefined
    case 'boolean':
      return typeof value === 'boolean' ? { num: value ? 1 : 0, text: '' } : undefined
    case 'time': {
      const time = typeof value === 'string' ? readTime(value) : undefined
      return time === undefined ? undefined : { num: time, text: '' }
    }
    case 'relation':
    case 'media':
      return isReference(value) ? { num: 0, text: value.id } : undefined
  }
}

/** By characters, not by UTF-16 units: half of a pair is no text that a database takes. */
function cut(text: string): string {
  return text.length <= MAX_INDEXED_TEXT
    ? text
    : [...text.slice(0, 2 * MAX_INDEXED_TEXT)].slice(0, MAX_INDEXED_TEXT).join('')
}
