import type { Config } from './config.ts'
import type { Mount } from './http/mount.ts'
import { mountKeyRoutes } from './keys/keys.routes.ts'
import type { Services } from './services.ts'
import { mountUsageRoutes } from './usage/usage.routes.ts'

/** Mounts every feature's endpoints. */
export function mountRoutes(mount: Mount, services: Services, _config: Config): void {
  mountKeyRoutes(mount, services)
  mountUsageRoutes(mount, services)
}
