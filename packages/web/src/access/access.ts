/** What a key may do by itself: a role, scopes, or both. */
export interface Access {
  role: string | null
  scopes: string[] | null
}

/** The four ways in which access is chosen. */
export type AccessKind = 'all' | 'read' | 'role' | 'rules'

/** Everything in the domain. */
export const ALL: Access = { role: null, scopes: ['*:*'] }

/** Reading everything in the domain. */
export const READ_ONLY: Access = { role: null, scopes: ['*:read'] }

/** In which of the four ways an access is written. */
export function accessKind({ role, scopes }: Access): AccessKind {
  if (role !== null || scopes === null) return 'role'
  if (scopes.length === 1 && scopes[0] === '*:*') return 'all'
  return scopes.length === 1 && scopes[0] === '*:read' ? 'read' : 'rules'
}
