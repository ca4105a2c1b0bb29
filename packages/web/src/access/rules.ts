import { isPermission, parsePermission } from '@keywright/core'

/** A resource with what is allowed on it; `write` and `*` stay as they were written. */
export interface Rule {
  readonly resource: string
  readonly actions: readonly string[]
}

/** Scopes seen as rules, and the texts that are no scopes and so in no rule. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  readonly others: readonly string[]
}

/** What `write` stands for. */
export const WRITE_ACTIONS: readonly string[] = ['create', 'update', 'delete']

/** Groups scopes by resource, in the order of their first appearance; nothing is lost or reworded. */
export function rulesOf(scopes: readonly string[]): RuleSet {
  const byResource = new Map<string, string[]>()
  const others = new Set<string>()
  for (const scope of scopes) {
    if (!isPermission(scope)) {
      others.add(scope)
      continue
    }
    const { resource, action } = split(scope)
    const actions = byResource.get(resource) ?? []
    byResource.set(resource, actions)
    if (!actions.includes(action)) actions.push(action)
  }
  return {
    rules: [...byResource].map(([resource, actions]) => ({ resource, actions })),
    others: [...others],
  }
}

/** The scopes that rules stand for; the way back from `rulesOf`. */
export function scopesOf({ rules, others }: RuleSet): string[] {
  return [
    ...rules.flatMap(({ resource, actions }) => actions.map(action => `${resource}:${action}`)),
    ...others,
  ]
}

/** The scopes with other actions for one resource; all other scopes stay, and stay where they are. */
export function withActions(
  scopes: readonly string[],
  resource: string,
  actions: readonly string[],
): string[] {
  const wanted = actions.map(action => `${resource}:${action}`)
  const isOfRule = (scope: string) => isPermission(scope) && split(scope).resource === resource
  const last = scopes.findLastIndex(isOfRule)
  const at = last === -1 ? scopes.length : last + 1
  const stays = (scope: string) => !isOfRule(scope) || wanted.includes(scope)
  return [
    ...scopes.slice(0, at).filter(stays),
    ...wanted.filter(scope => !scopes.includes(scope)),
    ...scopes.slice(at),
  ]
}

/** Whether the actions of a rule allow one action. */
export function allowsAction(actions: readonly string[], action: string): boolean {
  return (
    actions.includes(action) ||
    actions.includes('*') ||
    (actions.includes('write') && WRITE_ACTIONS.includes(action))
  )
}

/**
 * The actions of a rule with one of them ticked or not. What stood for several is written out where
 * one of them goes: `*` as the known actions, `write` as its three.
 */
export function tickAction(
  actions: readonly string[],
  action: string,
  ticked: boolean,
  known: readonly string[],
): string[] {
  if (ticked) return allowsAction(actions, action) ? [...actions] : [...actions, action]
  const spelledOut = actions.flatMap(written => {
    if (written === '*') return known
    return written === 'write' && WRITE_ACTIONS.includes(action) ? WRITE_ACTIONS : [written]
  })
  return [...new Set(spelledOut)].filter(
    written => written !== action && !(written === 'write' && WRITE_ACTIONS.includes(action)),
  )
}

/** Why a resource cannot stand in a rule; undefined where it can. */
export function resourceProblem(resource: string): string | undefined {
  return scopeProblem(`${resource}:read`)?.replace('Not a permission:', 'Not a resource:')
}

/** Why a text is no scope; undefined where it is one. */
export function scopeProblem(scope: string): string | undefined {
  try {
    parsePermission(scope)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : 'Not a permission.'
  }
}

function split(scope: string): { resource: string; action: string } {
  const colon = scope.lastIndexOf(':')
  return { resource: scope.slice(0, colon), action: scope.slice(colon + 1) }
}
