import { parsePermission, WILDCARD, WRITE_ACTIONS } from './grammar.ts'
import { covers } from './pattern.ts'

/** A resource pattern with its actions; `*` stands alone among the actions. */
export interface Grant {
  readonly segments: readonly string[]
  readonly actions: ReadonlySet<string>
}

/**
 * The one canonical list that means the same: sorted, without repetitions and without what another
 * entry already says, with create, update and delete of a resource written as `:write`.
 * Throws `PermissionSyntaxError`.
 */
export function normalisePermissions(list: readonly string[]): string[] {
  return grantTexts(grantsOf(list))
}

/** The permissions as canonical grants, one for each resource pattern; throws `PermissionSyntaxError`. */
export function grantsOf(list: readonly string[]): Grant[] {
  return canonicalGrants(
    list.map(text => {
      const { segments, actions } = parsePermission(text)
      return { segments, actions: new Set(actions) }
    }),
  )
}

/** Merges the grants of one resource and drops every action that a wider grant gives already. */
export function canonicalGrants(grants: readonly Grant[]): Grant[] {
  const merged = mergeByResource(grants)
  const wildcards = merged.filter(grant => grant.segments.includes(WILDCARD))
  return merged.map(grant => withoutCovered(grant, wildcards)).filter(({ actions }) => actions.size)
}

/** The grants as sorted permission strings. */
export function grantTexts(grants: readonly Grant[]): string[] {
  return grants
    .flatMap(({ segments, actions }) => {
      const resource = segments.join('.')
      return actionNames(actions).map(action => `${resource}:${action}`)
    })
    .sort()
}

function mergeByResource(grants: readonly Grant[]): Grant[] {
  const byResource = new Map<string, { segments: readonly string[]; actions: Set<string> }>()
  for (const { segments, actions } of grants) {
    const resource = segments.join('.')
    const merged = byResource.get(resource)
    if (merged === undefined) byResource.set(resource, { segments, actions: new Set(actions) })
    else for (const action of actions) merged.actions.add(action)
  }
  for (const merged of byResource.values()) {
    if (merged.actions.has(WILDCARD)) merged.actions = new Set([WILDCARD])
  }
  return [...byResource.values()]
}

function withoutCovered(grant: Grant, wildcards: readonly Grant[]): Grant {
  const wider = wildcards.filter(other => other !== grant && covers(other.segments, grant.segments))
  if (wider.length === 0) return grant
  const kept = [...grant.actions].filter(
    action => !wider.some(({ actions }) => actions.has(WILDCARD) || actions.has(action)),
  )
  return { segments: grant.segments, actions: new Set(kept) }
}

function actionNames(actions: ReadonlySet<string>): string[] {
  if (!WRITE_ACTIONS.every(action => actions.has(action))) return [...actions]
  return ['write', ...[...actions].filter(action => !WRITE_ACTIONS.includes(action))]
}
