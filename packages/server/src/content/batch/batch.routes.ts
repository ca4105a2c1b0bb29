import { endpoints } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import type { BatchService } from './batch.service.ts'

const { batch: contract } = endpoints

/** Mounts the endpoint of batches. */
export function mountBatchRoutes(mount: Mount, { batch }: { batch: BatchService }): void {
  mount(contract.run, async ({ actor, body }) => ({ body: await batch.run(actor, body) }))
}
