import {
  createLayer,
  decide,
  isPermission,
  normalisePermissions,
  type Permission,
  parsePermission,
} from '@keywright/core'

/** One row of the matrix: a resource, or a wildcard that stands for several. */
export interface MatrixRow {
  /** With the API in front, as in `content.article`; `*` and `content.*` stand for more than one. */
  resource: string
  actions: readonly string[]
}

/** Whether a box is ticked; `coveredBy` is the wider scope that ticks it, if it is not its own. */
export interface Tick {
  on: boolean
  coveredBy: string | null
}

/** The action that stands for all of them. */
export const EVERY_ACTION = '*'

/** How one box stands under a list of scopes. */
export function tickOf(scopes: readonly string[], resource: string, action: string): Tick {
  const valid = scopes.filter(isPermission).map(parsePermission)
  const wider = valid.find(scope => scope.resource !== resource && covers(scope, resource, action))
  if (wider) return { on: true, coveredBy: wider.text }
  const own = valid.some(scope => scope.resource === resource && grants(scope, action))
  return { on: own, coveredBy: null }
}

/** The scopes after one box was ticked or cleared; what stands for other resources stays as it is. */
export function setTick(
  scopes: readonly string[],
  row: MatrixRow,
  action: string,
  on: boolean,
): string[] {
  const isOwn = (text: string) =>
    isPermission(text) && parsePermission(text).resource === row.resource
  const others = scopes.filter(scope => !isOwn(scope))
  const held = new Set(scopes.filter(isOwn).flatMap(scope => parsePermission(scope).actions))
  const actions = changed(held, row, action, on)
  const own = [...actions].map(name => `${row.resource}:${name}`)
  return tidy([...others, ...own])
}

/** Ticks all boxes of a row, or clears them. Wildcards then stand for what is still to come, too. */
export function setRow(scopes: readonly string[], row: MatrixRow, on: boolean): string[] {
  const start = row.actions.reduce(
    (rest, action) => setTick(rest, row, action, false),
    setTick(scopes, row, EVERY_ACTION, false),
  )
  if (!on) return start
  if (row.resource.includes('*')) return setTick(start, row, EVERY_ACTION, true)
  return row.actions.reduce((rest, action) => setTick(rest, row, action, true), start)
}

function changed(held: Set<string>, row: MatrixRow, action: string, on: boolean): Set<string> {
  if (on) return held.add(action)
  if (action === EVERY_ACTION) return new Set()
  // Whoever clears one box of all wants the others to stay.
  const rest = new Set(held.has(EVERY_ACTION) ? row.actions : held)
  rest.delete(action)
  return rest
}

/** What is not a permission yet, because somebody is typing it, stays as it is. */
function tidy(scopes: readonly string[]): string[] {
  const unfit = scopes.filter(scope => !isPermission(scope))
  return [...normalisePermissions(scopes.filter(isPermission)), ...unfit]
}

function grants({ actions }: Permission, action: string): boolean {
  return actions.includes(action) || actions.includes(EVERY_ACTION)
}

function covers(scope: Permission, resource: string, action: string): boolean {
  if (!scope.segments.includes('*')) return false
  return decide([createLayer('role', [scope.text])], `${resource}:${action}`).allowed
}
