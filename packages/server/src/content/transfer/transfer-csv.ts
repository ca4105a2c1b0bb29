import { AppError } from '../../app-error.ts'
import type { CompiledType } from '../types/content-type.ts'
import { isSchema } from '../types/expand-schema.ts'

/** Columns beside the fields; no field begins with a dollar sign. */
export const ID_COLUMN = '$id'
export const PUBLISHED_COLUMN = '$published'

/** A cell as it was read: an empty text is one only in quotes. */
export interface Cell {
  text: string
  quoted: boolean
}

/** A column of a table: where its values go, and how they are written. */
export interface Column {
  name: string
  /** Texts stand as they are; all else is JSON. */
  isText: boolean
  /** What its cells hold, for those who wrote something else. */
  holds: string
}

/** The columns of a whole type, in the order in which its fields are shown. */
export function columnsOf(type: CompiledType): Column[] {
  const names = [...new Set([...type.view.fieldOrder, ...Object.keys(propertiesOf(type))])]
  const fields = names.filter(name => Object.hasOwn(propertiesOf(type), name))
  return [ID_COLUMN, PUBLISHED_COLUMN, ...fields].map(name => columnOf(type, name))
}

/** The columns that a header row names; throws VALIDATION_FAILED for unknown and repeated ones. */
export function readHeader(type: CompiledType, names: readonly string[]): Column[] {
  const errors = names.flatMap((name, index) => {
    const isKnown =
      name === ID_COLUMN || name === PUBLISHED_COLUMN || Object.hasOwn(propertiesOf(type), name)
    if (isKnown && names.indexOf(name) === index) return []
    const message = isKnown
      ? 'is there twice'
      : `${type.name} has no such field: ${JSON.stringify(name.slice(0, LONGEST_NAME))}`
    return [{ pointer: `/header/${index}`, message }]
  })
  const [only = ''] = names
  if (errors.length > 0 && names.length === 1 && /[;\t]/.test(only)) {
    const sign = only.includes(';') ? 'semicolons' : 'tabs'
    throw new AppError('VALIDATION_FAILED', {
      detail: `The header has ${sign} and no comma. A table is taken with commas between its cells.`,
      errors,
    })
  }
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors: errors.slice(0, 20) })
  return names.map(name => columnOf(type, name))
}

/** A value as a cell; undefined leaves it empty. */
export function writeCell({ isText }: Column, value: unknown): string | number | undefined {
  if (value === undefined) return undefined
  if (isText && typeof value === 'string') return FORMULA.test(value) ? `'${value}` : value
  return typeof value === 'number' ? value : JSON.stringify(value)
}

/** The value of a cell; undefined where it is empty. Throws VALIDATION_FAILED. */
export function readCell({ name, isText, holds }: Column, { text, quoted }: Cell): unknown {
  if (text === '' && !(quoted && isText)) return undefined
  if (isText) return ESCAPED.test(text) ? text.slice(1) : text
  try {
    return JSON.parse(text)
  } catch {
    const errors = [{ pointer: `/${name}`, message: `expected ${holds} in this column` }]
    throw new AppError('VALIDATION_FAILED', { errors })
  }
}

/**
 * What spreadsheets take for a formula gets an apostrophe in front, and so does what would look as if
 * it had got one, so that reading takes away exactly what writing added.
 */
const FORMULA = /^'*[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/
const ESCAPED = /^'+[=+\-@\t\r\uff0b\uff0d\uff1d\uff20]/

function columnOf(type: CompiledType, name: string): Column {
  if (name === ID_COLUMN) return { name, isText: true, holds: 'an id' }
  if (name === PUBLISHED_COLUMN) return { name, isText: false, holds: 'true, false or JSON' }
  const property = propertiesOf(type)[name]
  const kind = isSchema(property) ? property.type : undefined
  const kinds = [kind].flat().map(String)
  const said = kinds.flatMap(kind => KINDS[kind] ?? [])
  const isSimple = said.length === kinds.length
  return { name, isText: kind === 'string', holds: isSimple ? said.join(' or ') : 'JSON' }
}

/** What a cell of one value is called; all other values are JSON to who writes a table. */
const KINDS: Readonly<Record<string, string>> = {
  number: 'a number (as in 12.5)',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
}

const LONGEST_NAME = 100

function propertiesOf(type: CompiledType): Record<string, unknown> {
  const { properties } = type.view.schema
  // The schema of a type is checked when it is saved: properties are an object of schemas.
  return typeof properties === 'object' && properties !== null
    ? (properties as Record<string, unknown>)
    : {}
}
