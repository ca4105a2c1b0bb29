import { createBoundedCache } from '../bounded-cache.ts'
import { maskOf } from './actions.ts'
import { parsePermission } from './grammar.ts'

/** A permission that a request needs, parsed once and asked for many times. */
export interface Required {
  /** Its canonical spelling. */
  readonly text: string
  readonly resource: string
  readonly segments: readonly string[]
  /** The actions that it stands for, each of which must be held. */
  readonly actions: readonly string[]
  /** The actions that have a bit; all of them are needed. */
  readonly bits: number
  /** The action when it has no bit. */
  readonly named: string | undefined
}

/**
 * Parses the permission that a request needs, remembering recent ones. A wildcard or `:write` is
 * legal and asks for all of it. Throws `PermissionSyntaxError`.
 */
export function requirePermission(text: string): Required {
  const known = recent.get(text)
  if (known !== undefined) return known
  const { text: canonical, resource, segments, actions } = parsePermission(text)
  const { bits, named } = maskOf(actions)
  const required = {
    text: canonical,
    resource: sameResource(resource),
    segments,
    actions,
    bits,
    named: named[0],
  }
  recent.set(text, required)
  return required
}

const recent = createBoundedCache<Required>({ entries: 2048, keyCharacters: 100_000 })

const resources = createBoundedCache<string>({ entries: 2048, keyCharacters: 100_000 })

/** One string object for each resource: a Map finds it by identity, not character by character. */
function sameResource(resource: string): string {
  const known = resources.get(resource)
  if (known !== undefined) return known
  resources.set(resource, resource)
  return resource
}
