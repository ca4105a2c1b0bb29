import { AppError } from '../../app-error.ts'
import { pointerBelow } from '../../lib/json-pointer.ts'
import type { TypeDefinition } from './content-type.view.ts'
import { propertiesOf } from './content-type-rules.ts'
import type { FieldChanges } from './schema-change.ts'

/** The defaults and drops of a change; throws VALIDATION_FAILED for fields that are not there. */
export function requireChanges(
  before: TypeDefinition,
  after: TypeDefinition,
  { defaults = {}, drop = [] }: Partial<FieldChanges>,
): FieldChanges {
  const had = propertiesOf(before.schema)
  const has = propertiesOf(after.schema)
  const message = 'is not a field of the schema'
  const errors = [
    ...Object.keys(defaults).flatMap(name =>
      Object.hasOwn(has, name) ? [] : [{ pointer: `/defaults/${name}`, message }],
    ),
    ...drop.flatMap((name, index) =>
      Object.hasOwn(had, name) ? [] : [{ pointer: `/drop/${index}`, message }],
    ),
  ]
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors })
  return { defaults, drop }
}

/**
 * For those who do not say which version they read: a field that they leave out may be one that
 * somebody added meanwhile. Throws VALIDATION_FAILED unless they name it.
 */
export function requireKept(
  before: TypeDefinition,
  after: TypeDefinition,
  { drop }: FieldChanges,
): void {
  const has = propertiesOf(after.schema)
  const lost = Object.keys(propertiesOf(before.schema)).filter(
    name => !Object.hasOwn(has, name) && !drop.includes(name),
  )
  if (lost.length === 0) return
  throw new AppError('VALIDATION_FAILED', {
    errors: lost.map(name => ({
      pointer: pointerBelow('/schema/properties', name),
      message: 'is left out: name it in drop, or send If-Match with the version that you read',
    })),
  })
}
