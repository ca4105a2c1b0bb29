import type { Layer } from './compile.ts'
import { MAX_PERMISSION_LENGTH, WILDCARD } from './grammar.ts'
import { canonicalGrants, type Grant, grantsOf, grantTexts } from './normalise.ts'
import { intersectPatterns } from './pattern.ts'

/** What all layers allow together, as a canonical list; empty for a principal without layers. */
export function effectivePermissions(layers: readonly Layer[]): string[] {
  const [first, ...rest] = layers.map(layer => layer.permissions.permissions)
  if (first === undefined) return []
  const common = rest.reduce(
    (grants, list) => intersectGrants(grants, grantsOf(list)),
    grantsOf(first),
  )
  return grantTexts(common)
}

function intersectGrants(left: readonly Grant[], right: readonly Grant[]): Grant[] {
  const common: Grant[] = []
  for (const one of left) {
    for (const other of right) {
      const segments = intersectPatterns(one.segments, other.segments)
      if (segments === undefined) continue
      // What is too long to be asked for by anyone cannot be granted, nor be listed.
      const longest = MAX_PERMISSION_LENGTH - segments.join('.').length - 1
      const actions = intersectActions(one.actions, other.actions).filter(
        action => action.length <= longest,
      )
      if (actions.length > 0) common.push({ segments, actions: new Set(actions) })
    }
  }
  return canonicalGrants(common)
}

function intersectActions(left: ReadonlySet<string>, right: ReadonlySet<string>): string[] {
  if (left.has(WILDCARD)) return [...right]
  if (right.has(WILDCARD)) return [...left]
  return [...left].filter(action => right.has(action))
}
