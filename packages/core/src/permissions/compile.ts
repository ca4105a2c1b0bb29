import { createBoundedCache } from '../bounded-cache.ts'
import { EVERY_ACTION, maskOf } from './actions.ts'
import { grantsOf, grantTexts } from './normalise.ts'
import { covers } from './pattern.ts'
import type { Required } from './required.ts'

/** A set of permissions made ready for `decide`; equal sets are usually one object. */
export interface CompiledPermissions {
  /** The canonical list, as `normalisePermissions` gives it. */
  readonly permissions: readonly string[]
  /** True when the set grants all that the permission asks for. */
  allows(required: Required): boolean
}

/**
 * Compiles a list of permissions. Lists that mean the same share one result as long as it is in the
 * bounded cache, so keys with the same role cost nothing each. Throws `PermissionSyntaxError`.
 */
export function compilePermissions(list: readonly string[]): CompiledPermissions {
  const known = shared.get(cacheKey(list))
  if (known !== undefined) return known
  const grants = grantsOf(list)
  const canonical = grantTexts(grants)
  const same = shared.get(cacheKey(canonical))
  const compiled =
    same ??
    new CompiledSet(
      Object.freeze(canonical),
      grants.map(({ segments, actions }) => ({ segments, ...maskOf(actions) })),
    )
  shared.set(cacheKey(list), compiled)
  if (same === undefined) shared.set(cacheKey(canonical), compiled)
  return compiled
}

const MAX_REMEMBERED_RESOURCES = 1024

const shared = createBoundedCache<CompiledPermissions>({ entries: 4096, keyCharacters: 2_000_000 })

interface CompiledGrant {
  readonly segments: readonly string[]
  readonly bits: number
  readonly named: readonly string[]
}

/** What a set allows on one resource. */
interface Access {
  readonly bits: number
  readonly named: ReadonlySet<string> | undefined
}

const NO_ACCESS: Access = { bits: 0, named: undefined }

class CompiledSet implements CompiledPermissions {
  readonly permissions: readonly string[]
  private readonly grants: readonly CompiledGrant[]
  private remembered: Map<string, Access> | undefined = undefined

  constructor(permissions: readonly string[], grants: readonly CompiledGrant[]) {
    this.permissions = permissions
    this.grants = grants
  }

  allows(required: Required): boolean {
    const { bits, named } = this.remembered?.get(required.resource) ?? this.accessTo(required)
    if ((bits & EVERY_ACTION) !== 0) return true
    if (required.named !== undefined) return named?.has(required.named) ?? false
    return (bits & required.bits) === required.bits
  }

  private accessTo({ resource, segments }: Required): Access {
    const matching = this.grants.filter(grant => covers(grant.segments, segments))
    const names = matching.flatMap(grant => grant.named)
    const access =
      matching.length === 0
        ? NO_ACCESS
        : {
            bits: matching.reduce((bits, grant) => bits | grant.bits, 0),
            named: names.length === 0 ? undefined : new Set(names),
          }
    // Whoever may choose the resource must not be able to fill the memory with answers.
    if (this.remembered === undefined || this.remembered.size >= MAX_REMEMBERED_RESOURCES) {
      this.remembered = new Map()
    }
    this.remembered.set(resource, access)
    return access
  }
}

/** No permission holds a line break, so with the count in front no two lists share a key by accident. */
function cacheKey(list: readonly string[]): string {
  return `${list.length}\n${list.join('\n')}`
}
