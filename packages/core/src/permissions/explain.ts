import type { Layer, LayerName } from './compile.ts'
import { parsePermission, WILDCARD } from './grammar.ts'
import { normalisePermissions } from './normalise.ts'
import { covers } from './pattern.ts'
import { type Required, requirePermission } from './required.ts'

/** Why one layer let a permission through or refused it. */
export interface LayerExplanation {
  readonly name: LayerName
  readonly allowed: boolean
  /** The grants of the layer that give all or part of what is asked. */
  readonly matched: readonly string[]
  /** What the layer does not give; empty when it allows. */
  readonly missing: readonly string[]
}

/** `decide` with its reasons; `refusedBy` is the index of the first layer that refused. */
export interface Explanation {
  readonly allowed: boolean
  readonly layers: readonly LayerExplanation[]
  readonly refusedBy?: number
}

/** Explains what `decide` answers for the same arguments; throws `PermissionSyntaxError`. */
export function explain(layers: readonly Layer[], permission: Required | string): Explanation {
  const required = typeof permission === 'string' ? requirePermission(permission) : permission
  const explained = layers.map(layer => explainLayer(layer, required))
  const refusedBy = explained.findIndex(layer => !layer.allowed)
  if (refusedBy !== -1) return { allowed: false, layers: explained, refusedBy }
  return layers.length === 0
    ? { allowed: false, layers: [], refusedBy: 0 }
    : { allowed: true, layers: explained }
}

function explainLayer({ name, permissions }: Layer, required: Required): LayerExplanation {
  const matched = permissions.permissions.filter(text => matches(text, required))
  const missing = required.actions
    .map(action => `${required.resource}:${action}`)
    .filter(part => !permissions.allows(requirePermission(part)))
  return {
    name,
    allowed: permissions.allows(required),
    matched,
    missing: normalisePermissions(missing),
  }
}

function matches(grant: string, { segments, actions }: Required): boolean {
  const parsed = parsePermission(grant)
  return (
    covers(parsed.segments, segments) &&
    (parsed.action === WILDCARD || parsed.actions.some(action => actions.includes(action)))
  )
}
