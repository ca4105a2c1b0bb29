import { mountApiRoutes } from './apis/apis.routes.ts'
import { mountAuditRoutes } from './audit/audit.routes.ts'
import type { Config } from './config.ts'
import { mountContentRoutes } from './content/content.routes.ts'
import { mountDomainRoutes } from './domains/domains.routes.ts'
import type { Mount } from './http/mount.ts'
import { mountKeyRoutes } from './keys/keys.routes.ts'
import { mountPanelRoutes } from './panels/panels.routes.ts'
import { mountRoleRoutes } from './roles/roles.routes.ts'
import type { Services } from './services.ts'
import { mountSessionRoutes } from './sessions/sessions.routes.ts'
import { mountSharedSecretRoutes } from './shared-secret/shared-secret.routes.ts'
import { mountUsageRoutes } from './usage/usage.routes.ts'
import { mountInvitationRoutes } from './users/invitations.routes.ts'
import { mountMeRoutes } from './users/me.routes.ts'
import { mountTeamRoutes } from './users/team.routes.ts'
import { mountUserRoutes } from './users/users.routes.ts'

/** Mounts every feature's endpoints. */
export function mountRoutes(mount: Mount, services: Services, config: Config): void {
  mountDomainRoutes(mount, services)
  mountUserRoutes(mount, services)
  mountInvitationRoutes(mount, services)
  mountTeamRoutes(mount, services)
  mountRoleRoutes(mount, services)
  mountKeyRoutes(mount, services)
  mountApiRoutes(mount, services)
  mountContentRoutes(mount, services)
  mountPanelRoutes(mount, services)
  mountUsageRoutes(mount, services)
  mountSharedSecretRoutes(mount, services)
  mountSessionRoutes(mount, services, config)
  mountMeRoutes(mount, services)
  mountAuditRoutes(mount, services)
}
