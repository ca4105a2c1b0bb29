import { type CompiledPermissions, compilePermissions } from './compile.ts'

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

/**
 * Makes a layer; the same name and set give the same object, so a hundred thousand keys with one
 * role hold one layer. Throws `PermissionSyntaxError` when given a list that does not parse.
 */
export function createLayer(
  name: LayerName,
  permissions: CompiledPermissions | readonly string[],
): Layer {
  const compiled = 'allows' in permissions ? permissions : compilePermissions(permissions)
  const known = layers[name].get(compiled)
  if (known !== undefined) return known
  const layer = Object.freeze({ name, permissions: compiled })
  layers[name].set(compiled, layer)
  return layer
}

const layers: Readonly<Record<LayerName, WeakMap<CompiledPermissions, Layer>>> = {
  public: new WeakMap(),
  role: new WeakMap(),
  scopes: new WeakMap(),
  subject: new WeakMap(),
  token: new WeakMap(),
}
