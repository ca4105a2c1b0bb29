import type { endpoints, ResponseBody } from '@keywright/contract'
import { compilePermissions, isPermission, requirePermission } from '@keywright/core'

/** A resource of an API with its actions. */
export type Resource = ResponseBody<typeof endpoints.roles.resources>['items'][number]

/** What can be completed, with words about it. */
export interface Suggestion {
  value: string
  /** What is shown in its place. */
  label?: string
  detail?: string
}

const COMMON = ['create', 'read', 'update', 'delete']

/** The actions that a resource or a pattern of resources has; the common ones first. */
export function actionsFor(resource: string, known: readonly Resource[]): string[] {
  const exact = known.find(({ permission }) => permission === resource)
  const matching = exact
    ? [exact]
    : [...known.filter(covered(resource)), ...known.filter(covers(resource)).slice(0, 1)]
  const names = new Set(matching.flatMap(({ actions }) => actions.map(({ name }) => name)))
  if (names.size === 0) return COMMON
  const own = [...names].filter(name => !COMMON.includes(name))
  return [...COMMON.filter(name => names.has(name)), ...own]
}

/** Everything that can stand before the colon: the resources of all APIs, and wildcards over them. */
export function resourceSuggestions(known: readonly Resource[]): Suggestion[] {
  const apis = [...new Set(known.map(({ api }) => api))]
  const wildcards = apis.map(api => ({ value: `${api}.*`, detail: `All of ${api}` }))
  const rows = known.map(({ permission, description }) => ({
    value: permission,
    detail: description,
  }))
  const listed = new Set(rows.map(({ value }) => value))
  return [
    { value: '*', detail: 'Everything in this domain' },
    ...wildcards.filter(({ value }) => !listed.has(value)),
    ...rows,
  ]
}

/** Every scope that can be completed. */
export function scopeSuggestions(known: readonly Resource[]): Suggestion[] {
  return resourceSuggestions(known).flatMap(({ value, detail }) => {
    const rows = known.find(({ permission }) => permission === value)?.actions ?? []
    const describe = (action: string) =>
      rows.find(({ name }) => name === action)?.description ?? detail
    const actions = actionsFor(value, known)
    const writes = ['create', 'update', 'delete'].every(action => actions.includes(action))
    return ['*', ...(writes ? ['write'] : []), ...actions].map(action => {
      const text = describe(action)
      return { value: `${value}:${action}`, ...(text !== undefined && { detail: text }) }
    })
  })
}

/** The suggestions that hold all words of what was typed; those that begin like it come first. */
export function matching(
  suggestions: readonly Suggestion[],
  typed: string,
  limit = 50,
): Suggestion[] {
  const text = typed.trim().toLowerCase()
  const words = text.split(/\s+/)
  const found = suggestions.filter(({ value, detail }) => {
    const hay = `${value} ${detail ?? ''}`.toLowerCase()
    return words.every(word => hay.includes(word))
  })
  const begins = (suggestion: Suggestion) => (suggestion.value.startsWith(text) ? 0 : 1)
  return found.sort((a, b) => begins(a) - begins(b)).slice(0, limit)
}

/** Whether a pattern covers the resources of a row. */
function covered(pattern: string): (row: Resource) => boolean {
  if (!isPermission(`${pattern}:read`)) return () => false
  const set = compilePermissions([`${pattern}:read`])
  return ({ permission }) => set.allows(requirePermission(`${permission}:read`))
}

/** Whether the row, as in `content.*`, covers a resource. */
function covers(resource: string): (row: Resource) => boolean {
  if (!isPermission(`${resource}:read`)) return () => false
  const required = requirePermission(`${resource}:read`)
  return ({ permission }) => compilePermissions([`${permission}:read`]).allows(required)
}
