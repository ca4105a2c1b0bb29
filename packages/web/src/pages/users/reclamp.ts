import { createLayer, effectivePermissions, holdsAll, type Layer } from '@keywright/core'

/** What a change of role does to one key. */
export interface Reclamp {
  /** What the key can do now and no longer, as a whole. */
  lost: string[]
  /** What it can do afterwards and cannot do now. */
  gained: string[]
  /** What it can do afterwards. */
  after: string[]
}

/**
 * What becomes of a key with these layers of its own when the user it acts as has other permissions:
 * the same rule by which the server decides. Throws `TooManyPermissionsError`.
 */
export function reclamp(
  own: readonly Layer[],
  subject: { before: readonly string[]; after: readonly string[] },
): Reclamp {
  const before = effectivePermissions([...own, createLayer('subject', subject.before)])
  const after = effectivePermissions([...own, createLayer('subject', subject.after)])
  return {
    lost: holdsAll([createLayer('role', after)], before),
    gained: holdsAll([createLayer('role', before)], after),
    after,
  }
}
