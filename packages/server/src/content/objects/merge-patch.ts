/** Null as the value of a field, which a JSON merge patch cannot say by itself. */
export const NULL_VALUE: unique symbol = Symbol('null')

/** Applies a JSON merge patch (RFC 7396) without changing either side. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (patch === NULL_VALUE) return null
  if (!isObject(patch)) return patch
  const merged = new Map(Object.entries(isObject(target) ? target : {}))
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name)
    else merged.set(name, mergePatch(merged.get(name), value))
  }
  // Own properties whatever their name: `__proto__` included.
  return Object.fromEntries(merged)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
