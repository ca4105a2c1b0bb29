import { usageEndpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { UsageService } from './usage.service.ts'

/** Mounts the usage endpoints. */
export function mountUsageRoutes(mount: Mount, { usage }: { usage: UsageService }): void {
  mount(usageEndpoints.ofDomain, async ({ actor, query }) => ({
    body: await usage.ofDomain(actor, query),
  }))
  mount(usageEndpoints.ofKey, async ({ actor, params, query }) => ({
    body: await usage.ofKey(actor, params.id, query),
  }))
  mount(usageEndpoints.lateAccepts, async ({ actor, query }) => ({
    body: await usage.lateAccepts(actor, query.key),
  }))
}
