import type { DomainVisitor } from '../../access/principal.ts'

/**
 * An answer with what is published. Kept by whoever may keep it, but asked about each time: what is
 * published, taken back or protected is so at once. What a credential opened is for nobody else.
 */
export function delivered<T>({ principal, domain }: DomainVisitor, body: T) {
  const isPublic = principal.kind === 'anonymous' && !domain.settings.deliveryProtected
  const headers = { 'cache-control': `${isPublic ? 'public' : 'private'}, no-cache` }
  return { body, status: 200, conditional: true, headers } as const
}
