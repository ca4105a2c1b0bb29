import type { Config } from './config.ts'
import type { Mount } from './http/mount.ts'
import type { Services } from './services.ts'

/** Mounts every feature's endpoints. */
export function mountRoutes(_mount: Mount, _services: Services, _config: Config): void {}
