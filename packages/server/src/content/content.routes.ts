import type { Mount } from '../http/mount.ts'
import { mountBatchRoutes } from './batch/batch.routes.ts'
import type { ContentServices } from './content.services.ts'
import { mountDeliveryRoutes } from './delivery/delivery.routes.ts'
import { mountGraphqlRoutes } from './graphql/graphql.routes.ts'
import { mountMediaRoutes } from './media/media.routes.ts'
import { mountObjectRoutes } from './objects/objects.routes.ts'
import { mountSearchRoutes } from './search/search.routes.ts'
import { mountTransferRoutes } from './transfer/transfer.routes.ts'
import { mountContentTypeRoutes } from './types/content-types.routes.ts'

/** Mounts the endpoints of content. */
export function mountContentRoutes(mount: Mount, services: ContentServices): void {
  mountContentTypeRoutes(mount, services)
  mountTransferRoutes(mount, services)
  mountObjectRoutes(mount, services)
  mountBatchRoutes(mount, services)
  mountDeliveryRoutes(mount, services)
  mountGraphqlRoutes(mount, services)
  mountSearchRoutes(mount, services)
  mountMediaRoutes(mount, services)
}
