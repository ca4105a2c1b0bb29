import { endpoints } from '@keywright/contract'
import type { DomainVisitor } from '../../access/principal.ts'
import type { Mount } from '../../http/mount.ts'
import type { ObjectReader } from '../objects/object-reader.ts'

const { delivery: contract } = endpoints

/** Mounts the endpoints that answer what is published, and nothing else. */
export function mountDeliveryRoutes(
  mount: Mount,
  { objectReader: reader }: { objectReader: ObjectReader },
): void {
  mount(contract.list, async ({ actor, params, query }) =>
    answer(actor, await reader.list('published', actor, params.type, query)),
  )

  mount(contract.read, async ({ actor, params, query }) =>
    answer(actor, await reader.get('published', actor, params.type, params.id, query)),
  )

  mount(contract.bySlug, async ({ actor, params, query }) =>
    answer(actor, await reader.getBySlug(actor, params.type, params.slug, query)),
  )
}

/**
 * Kept by whoever may keep it, but asked about each time: what is published, taken back or protected
 * is so at once. What a credential opened is for nobody else.
 */
function answer<T>({ principal, domain }: DomainVisitor, body: T) {
  const isPublic = principal.kind === 'anonymous' && !domain.settings.deliveryProtected
  const headers = { 'cache-control': `${isPublic ? 'public' : 'private'}, no-cache` }
  return { body, status: 200, conditional: true, headers } as const
}
