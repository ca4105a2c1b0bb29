import { createBoundedCache } from '../bounded-cache.ts'
import { EVERY_ACTION } from './actions.ts'
import { normalisePermissions } from './normalise.ts'
import { covers } from './pattern.ts'
import { type Required, requirePermission } from './required.ts'

/**
 * Where a layer of a principal comes from: the domain's public permissions, the role of the session
 * or key, the key's scopes, the user whom the key acts as, or the scopes a token was narrowed to.
 */
export type LayerName = 'public' | 'role' | 'scopes' | 'subject' | 'token'

/** One set of permissions in the stack of a principal. */
export interface Layer {
  readonly name: LayerName
  readonly permissions: CompiledPermissions
}

/** A set of permissions made ready for `decide`; equal sets are usually one object. */
export interface CompiledPermissions {
  /** The canonical list, as `normalisePermissions` gives it. */
  readonly permissions: readonly string[]
  /** True when the set grants all that the permission asks for. */
  allows(required: Required): boolean
  /** The set as a layer of that name, always the same object. */
  layer(name: LayerName): Layer
}

/**
 * Compiles a list of permissions. Lists that mean the same share one result as long as it is in the
 * bounded cache, so keys with the same role cost nothing each. Throws `PermissionSyntaxError`.
 */
export function compilePermissions(list: readonly string[]): CompiledPermissions {
  const known = shared.get(cacheKey(list))
  if (known !== undefined) return known
  const canonical = normalisePermissions(list)
  const compiled = shared.get(cacheKey(canonical)) ?? new CompiledSet(Object.freeze(canonical))
  shared.set(cacheKey(list), compiled)
  shared.set(cacheKey(canonical), compiled)
  return compiled
}

/** `compilePermissions` as a layer of that name; throws `PermissionSyntaxError`. */
export function createLayer(name: LayerName, permissions: readonly string[]): Layer {
  return compilePermissions(permissions).layer(name)
}

const MAX_REMEMBERED_RESOURCES = 1024

const shared = createBoundedCache<CompiledPermissions>({ entries: 4096, keyCharacters: 2_000_000 })

/** What a set allows on one resource. */
interface Access {
  readonly bits: number
  readonly named: ReadonlySet<string> | undefined
}

const NO_ACCESS: Access = { bits: 0, named: undefined }

/** Keeps the texts alone: what is parsed of them is needed once for each resource that is asked for. */
class CompiledSet implements CompiledPermissions {
  readonly permissions: readonly string[]
  private remembered: Map<string, Access> | undefined = undefined
  private layers: readonly Layer[] = NO_LAYERS

  constructor(permissions: readonly string[]) {
    this.permissions = permissions
  }

  allows(required: Required): boolean {
    const access = this.remembered?.get(required.resource) ?? this.remember(required)
    if ((access.bits & EVERY_ACTION) !== 0) return true
    if (required.named !== undefined) return access.named?.has(required.named) ?? false
    return (access.bits & required.bits) === required.bits
  }

  layer(name: LayerName): Layer {
    const known = this.layers.find(layer => layer.name === name)
    if (known !== undefined) return known
    const layer: Layer = { name, permissions: this }
    this.layers = [...this.layers, layer]
    return layer
  }

  private remember(required: Required): Access {
    const access = accessTo(required, this.permissions)
    // Whoever may choose the resource must not be able to fill the memory with answers.
    if (this.remembered === undefined || this.remembered.size >= MAX_REMEMBERED_RESOURCES) {
      this.remembered = new Map()
    }
    this.remembered.set(required.resource, access)
    return access
  }
}

const NO_LAYERS: readonly Layer[] = []

function accessTo({ segments }: Required, permissions: readonly string[]): Access {
  const grants = permissions
    .map(requirePermission)
    .filter(grant => covers(grant.segments, segments))
  if (grants.length === 0) return NO_ACCESS
  const named = grants.flatMap(grant => grant.named ?? [])
  return {
    bits: grants.reduce((bits, grant) => bits | grant.bits, 0),
    named: named.length === 0 ? undefined : new Set(named),
  }
}

/** No permission holds a line break, so with the count in front no two lists share a key. */
function cacheKey(list: readonly string[]): string {
  return `${list.length}\n${list.join('\n')}`
}
