import { endpoints } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import { delivered } from '../delivery/delivered.ts'
import type { SearchService } from './search.service.ts'

const { search: contract } = endpoints

/** Mounts the endpoints of search. */
export function mountSearchRoutes(mount: Mount, { search }: { search: SearchService }): void {
  mount(contract.content, async ({ actor, query }) => ({
    body: await search.search('draft', actor, query),
  }))

  mount(contract.delivery, async ({ actor, query }) =>
    delivered(actor, await search.search('published', actor, query)),
  )
}
