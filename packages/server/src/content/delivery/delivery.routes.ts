import { endpoints } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import type { ObjectReader } from '../objects/object-reader.ts'
import { delivered } from './delivered.ts'

const { delivery: contract } = endpoints

/** Mounts the endpoints that answer what is published, and nothing else. */
export function mountDeliveryRoutes(
  mount: Mount,
  { objectReader: reader }: { objectReader: ObjectReader },
): void {
  mount(contract.list, async ({ actor, params, query }) =>
    delivered(actor, await reader.list('published', actor, params.type, query)),
  )

  mount(contract.read, async ({ actor, params, query }) =>
    delivered(actor, await reader.get('published', actor, params.type, params.id, query)),
  )

  mount(contract.bySlug, async ({ actor, params, query }) =>
    delivered(actor, await reader.getBySlug(actor, params.type, params.slug, query)),
  )
}
