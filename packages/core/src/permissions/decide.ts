import type { Layer } from './compile.ts'
import { type Required, requirePermission } from './required.ts'

/** The answer to a request; `layer` is the index of the first layer that refused. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly layer: number }

/**
 * Decides whether a principal may do what is required: every layer must let it through. A principal
 * without layers may do nothing and is refused by layer 0. Allocates nothing for a `Required`;
 * throws `PermissionSyntaxError` for a string that is no permission.
 */
export function decide(layers: readonly Layer[], required: Required | string): Decision {
  const wanted = typeof required === 'string' ? requirePermission(required) : required
  let index = 0
  for (const layer of layers) {
    if (!layer.permissions.allows(wanted)) return refusedBy(index)
    index++
  }
  return index === 0 ? refusedBy(0) : ALLOWED
}

/**
 * The permissions of the list that the principal does not hold in full, as they were given; empty
 * means that it holds them all. To forbid escalation, ask it for the `effectivePermissions` of what
 * is to be created. Throws `PermissionSyntaxError`.
 */
export function holdsAll(layers: readonly Layer[], permissions: readonly string[]): string[] {
  return permissions.filter(permission => !decide(layers, permission).allowed)
}

const ALLOWED: Decision = Object.freeze({ allowed: true })

const REFUSALS: readonly Decision[] = [0, 1, 2, 3, 4, 5, 6, 7].map(layer =>
  Object.freeze({ allowed: false, layer }),
)

function refusedBy(layer: number): Decision {
  return REFUSALS[layer] ?? { allowed: false, layer }
}
