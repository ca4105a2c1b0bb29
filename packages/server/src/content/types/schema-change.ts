import type { CompiledType } from './content-type.ts'
import { expandSchema, isSchema } from './expand-schema.ts'

/** What a change of a type asks of its stored objects. */
export interface TypeChange {
  /** False where every stored object fits, and nothing that is kept of it changes but its title. */
  readsObjects: boolean
  /** Whether other values than before are kept for filters and sorts. */
  reindexes: boolean
  /** The type as it was. */
  before: CompiledType
  /** Whether another field is the slug. */
  reslugs: boolean
  /** Whether another field is the title. */
  retitles: boolean
  /** Values for objects that lack a field. */
  defaults: FieldChanges['defaults']
  /** Fields of an object as the changed type has them; the same object where nothing changes. */
  apply(fields: Record<string, unknown>): Record<string, unknown>
}

/** Values for objects that lack a field, and fields that are taken out first. */
export interface FieldChanges {
  defaults: Readonly<Record<string, unknown>>
  drop: readonly string[]
}

/** Finds out what a change asks of stored objects, without reading any. */
export function planChange(
  before: CompiledType,
  after: CompiledType,
  changes: FieldChanges,
): TypeChange {
  const changesFields = changes.drop.length > 0 || Object.keys(changes.defaults).length > 0
  const { titleField, slugField } = before.view
  // Values that must be unique from now on may not be.
  const reslugs = after.view.slugField !== null && slugField !== after.view.slugField
  const narrows = !widens(expandSchema(before.view.schema), expandSchema(after.view.schema))
  return {
    readsObjects: changesFields || reslugs || narrows,
    reindexes: narrows && !haveSameValues(before, after),
    before,
    reslugs,
    retitles: titleField !== after.view.titleField,
    defaults: changes.defaults,
    apply: fields => applyChanges(fields, changes),
  }
}

/** Takes fields out, then puts values where they are missing. */
function applyChanges(
  fields: Record<string, unknown>,
  { defaults, drop }: FieldChanges,
): Record<string, unknown> {
  const kept = Object.entries(fields).filter(([name]) => !drop.includes(name))
  const lacking = Object.entries(defaults).filter(
    ([name]) => !Object.hasOwn(fields, name) || drop.includes(name),
  )
  const isSame = lacking.length === 0 && kept.length === Object.keys(fields).length
  return isSame ? fields : Object.fromEntries([...kept, ...lacking])
}

/**
 * Whether whatever was valid stays valid, because all that is new are properties that nothing asks
 * for: no stored object has them.
 */
function widens(before: unknown, after: unknown): boolean {
  if (isSame(before, after)) return true
  if (!isSchema(before) || !isSchema(after)) return false
  const { properties: oldProperties, items: oldItems, required: oldRequired, ...oldRest } = before
  const { properties: newProperties, items: newItems, required: newRequired, ...newRest } = after
  const stillRequired: readonly unknown[] = Array.isArray(newRequired) ? newRequired : []
  return (
    isSame(oldRest, newRest) &&
    widens(oldItems, newItems) &&
    stillRequired.every(name => Array.isArray(oldRequired) && oldRequired.includes(name)) &&
    haveAllOf(oldProperties, newProperties)
  )
}

function haveAllOf(before: unknown, after: unknown): boolean {
  if (!isSchema(before) || !isSchema(after)) return before === after
  return Object.entries(before).every(
    ([name, part]) => Object.hasOwn(after, name) && widens(part, after[name]),
  )
}

function haveSameValues(before: CompiledType, after: CompiledType): boolean {
  return (
    [...before.fields.values()].every(({ path, kind }) => after.fields.get(path)?.kind === kind) &&
    before.fields.size === after.fields.size
  )
}

/** Compares JSON values; the order of members makes no difference, that of elements does. */
function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, index) => isSame(part, other[index]))
  }
  if (!isSchema(one) || !isSchema(other)) return Object.is(one, other)
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(name => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  )
}
