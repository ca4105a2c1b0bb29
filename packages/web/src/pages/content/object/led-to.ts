import type { RJSFSchema } from '@rjsf/utils'
import { createContext } from 'react'
import { isSchema } from '../types/field-kind.ts'

/** A place in a form: names of fields and indexes of entries, from the outside. */
export type Place = readonly string[]

/** The place that a form leads to: lists around it show the entry that it is in. */
export const LedTo = createContext<Place | undefined>(undefined)

/** The place that comes first in a form; what a form has no place for comes last. */
export function firstOf(schema: RJSFSchema, places: readonly Place[]): Place | undefined {
  let first: Place | undefined
  for (const place of places) {
    if (first === undefined || isBefore(schema, place, first)) first = place
  }
  return first
}

function isBefore(schema: unknown, [name, ...rest]: Place, [other, ...otherRest]: Place): boolean {
  // What is wrong with the whole of something is told where it begins.
  if (name === undefined || other === undefined) return other !== undefined
  const { items, properties } = isSchema(schema) ? schema : {}
  const parts = isSchema(properties) ? properties : {}
  if (name === other) return isBefore(items ?? parts[name], rest, otherRest)
  if (items !== undefined) return Number(name) < Number(other)
  const names = Object.keys(parts)
  const [at, otherAt] = [names.indexOf(name), names.indexOf(other)]
  return at !== -1 && (otherAt === -1 || at < otherAt)
}
