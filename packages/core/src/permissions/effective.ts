import type { Layer } from './compile.ts'
import { MAX_PERMISSION_LENGTH, WILDCARD } from './grammar.ts'
import { canonicalGrants, type Grant, grantsOf, grantTexts } from './normalise.ts'
import { intersectPatterns } from './pattern.ts'

/**
 * So many permissions may come out of crossing two layers. Wildcards in the middle cross with each
 * other, so two lists of 200 could give 40 000, and canonical form compares each with each.
 */
const MAX_CROSSED = 500

/** Layers whose common permissions are too many to be listed; `decide` still answers for each. */
export class TooManyPermissionsError extends Error {
  override readonly name = 'TooManyPermissionsError'
}

/**
 * `effectivePermissions` for showing: an empty list where there are too many to be listed, so that
 * it never shows more than is allowed and never takes long.
 */
export function shownPermissions(layers: readonly Layer[]): string[] {
  try {
    return effectivePermissions(layers)
  } catch (error) {
    if (error instanceof TooManyPermissionsError) return []
    throw error
  }
}

/**
 * What all layers allow together, as a canonical list; empty for a principal without layers.
 * Throws `TooManyPermissionsError` when two layers cross in more than 500 ways.
 */
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
      if (actions.length === 0) continue
      if (common.length === MAX_CROSSED) {
        throw new TooManyPermissionsError(
          `Two of the layers cross in more than ${MAX_CROSSED} ways`,
        )
      }
      common.push({ segments, actions: new Set(actions) })
    }
  }
  return canonicalGrants(common)
}

function intersectActions(left: ReadonlySet<string>, right: ReadonlySet<string>): string[] {
  if (left.has(WILDCARD)) return [...right]
  if (right.has(WILDCARD)) return [...left]
  return [...left].filter(action => right.has(action))
}
