import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Tx } from '../../db/engine.ts'
import { isStorable } from '../../lib/text.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import { type FieldReference, referencesOf } from '../types/field-values.ts'
import type { Fields } from './object.view.ts'
import { type MediaCheck, mayDo } from './object-parts.ts'
import { listTypesOfObjects } from './objects.store.ts'

/** Longest text and largest object in characters of JSON. */
const MAX_OBJECT_CHARACTERS = 1_000_000

/**
 * Throws VALIDATION_FAILED for texts that a database would give back changed, and for too much;
 * answers how many characters of JSON it is.
 */
export function requireStorable(fields: Fields): number {
  const text = JSON.stringify(fields)
  if (text.length > MAX_OBJECT_CHARACTERS) {
    refuse('/fields', `more than ${MAX_OBJECT_CHARACTERS} characters of JSON are not allowed`)
  }
  // JSON writes half of a pair as an escape.
  if (text.includes('\\ud')) visit(fields, '/fields')
  return text.length
}

function visit(value: unknown, pointer: string): void {
  if (typeof value === 'string' && !isStorable(value)) refuse(pointer, 'is not well-formed Unicode')
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) visit(part, `${pointer}/${name}`)
}

/**
 * Ids of objects of the same type that the transaction will have made by its end, or else undo what
 * counted on them: they may be referred to before.
 */
export type Promised = ReadonlySet<string>

/**
 * Throws VALIDATION_FAILED unless all that the fields refer to exists. What the actor may not read
 * looks like what does not exist, unless the object referred to it already: then it may stay.
 */
export async function requireReferences(
  tx: Tx,
  parts: { types: ContentTypeRegistry; media: MediaCheck },
  object: {
    actor: DomainActor
    type: CompiledType
    id: string
    fields: Fields
    known: Fields
    promised?: Promised | undefined
    /** Where in the request the fields are. */
    at?: string
  },
): Promise<void> {
  const { actor, type, id, promised, at = '/fields' } = object
  const references = referencesOf(type, object.fields)
  if (references.length === 0) return
  const known = new Set(referencesOf(type, object.known).map(nameOf))
  const missing = new Set([
    ...(await missingMedia(tx, parts.media, actor, references, known)),
    ...(await missingObjects(tx, parts.types, actor, references, { id, type, known, promised })),
  ])
  const errors = references
    .filter(reference => missing.has(nameOf(reference)))
    .slice(0, 20)
    .map(({ field, type: to, id: target }) => ({
      pointer: `${at}/${field.replaceAll('.', '/')}`,
      message: `there is no ${to} ${target}`,
    }))
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors })
}

async function missingMedia(
  tx: Tx,
  media: MediaCheck,
  actor: DomainActor,
  references: readonly FieldReference[],
  known: ReadonlySet<string>,
): Promise<string[]> {
  const files = references.filter(({ type }) => type === 'media')
  const hidden = mayDo(actor, 'media', 'read')
    ? []
    : files.map(nameOf).filter(name => !known.has(name))
  const ids = [...new Set(files.map(({ id }) => id))]
  const missing = ids.length === 0 ? [] : await media.missing(tx, actor.domain.id, ids)
  return [...hidden, ...missing.map(id => nameOf({ type: 'media', id }))]
}

async function missingObjects(
  tx: Tx,
  types: ContentTypeRegistry,
  actor: DomainActor,
  references: readonly FieldReference[],
  self: {
    id: string
    type: CompiledType
    known: ReadonlySet<string>
    promised: Promised | undefined
  },
): Promise<string[]> {
  const objects = references.filter(({ type }) => type !== 'media')
  if (objects.length === 0) return []
  const ids = [...new Set(objects.map(({ id }) => id))]
  const found = new Map(
    (await listTypesOfObjects(tx, actor.domain.id, ids)).map(row => [row.id, row.type_number]),
  )
  const numbers = await types.numbers(tx, actor.domain.id)
  return objects.filter(reference => !isThere(reference)).map(nameOf)

  function isThere(reference: FieldReference): boolean {
    const isOwnType = reference.type === self.type.name
    const isSelf = isOwnType && (reference.id === self.id || self.promised?.has(reference.id))
    const number = numbers.get(reference.type)
    const exists = isSelf || (number !== undefined && found.get(reference.id) === number)
    const readable = mayDo(actor, reference.type, 'read')
    return exists && (readable || self.known.has(nameOf(reference)))
  }
}

function nameOf({ type, id }: Pick<FieldReference, 'type' | 'id'>): string {
  return `${type}/${id}`
}

function refuse(pointer: string, message: string): never {
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}
