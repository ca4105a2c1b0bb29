/**
 * How much a key's own grants leave open, whatever a person or token narrows further: `all` when
 * nothing narrows them, `readOnly` when no more than reading everything is left, else `restricted`.
 */
export type KeyAccess = 'all' | 'readOnly' | 'restricted'

/** The access of a key by its role and its scopes, a canonical list; null stands for none given. */
export function keyAccess(role: string | null, scopes: readonly string[] | null): KeyAccess {
  const open = new Set([accessOfRole(role), accessOfScopes(scopes)])
  return WIDEST_LAST.find(access => open.has(access)) ?? 'all'
}

const WIDEST_LAST = ['restricted', 'readOnly', 'all'] as const satisfies readonly KeyAccess[]

function accessOfRole(role: string | null): KeyAccess {
  if (role === null || role === 'ADMIN') return 'all'
  return role === 'READONLY' ? 'readOnly' : 'restricted'
}

function accessOfScopes(scopes: readonly string[] | null): KeyAccess {
  if (scopes === null || scopes.includes('*:*')) return 'all'
  return scopes.length === 1 && scopes[0] === '*:read' ? 'readOnly' : 'restricted'
}
