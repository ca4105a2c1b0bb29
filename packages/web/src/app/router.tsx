import { createRouter } from '@tanstack/react-router'
import { accountRoutes, welcomeRoute } from '../pages/account/account.routes.tsx'
import { apisRoutes } from '../pages/apis/apis.routes.tsx'
import { auditRoutes, instanceAuditRoute } from '../pages/audit/audit.routes.tsx'
import { contentRoute } from '../pages/content/content.routes.tsx'
import { explorerRoutes } from '../pages/content/explorer/explorer.routes.tsx'
import { mediaRoutes } from '../pages/content/media/media.routes.tsx'
import { monitorRoutes } from '../pages/content/monitor/monitor.routes.tsx'
import { objectRoutes } from '../pages/content/object/object.routes.tsx'
import { objectsRoutes } from '../pages/content/objects/objects.routes.tsx'
import { panelsRoutes } from '../pages/content/panels/panels.routes.tsx'
import { searchRoutes } from '../pages/content/search/search.routes.tsx'
import { typesRoutes } from '../pages/content/types/types.routes.tsx'
import { inviteRoute } from '../pages/invite/invite.routes.tsx'
import { keyRoutes } from '../pages/key/key.routes.tsx'
import { keysRoutes } from '../pages/keys/keys.routes.tsx'
import { newKeyRoutes } from '../pages/new-key/new-key.routes.tsx'
import { overviewRoutes } from '../pages/overview/overview.routes.tsx'
import { rolesRoutes } from '../pages/roles/roles.routes.tsx'
import { settingsRoutes } from '../pages/settings/settings.routes.tsx'
import { signInRoute } from '../pages/sign-in/sign-in.routes.tsx'
import { startRoute } from '../pages/start/start.routes.tsx'
import { teamRoutes } from '../pages/team/team.routes.tsx'
import { usersRoutes } from '../pages/users/users.routes.tsx'
import { PageError, PageNotFound } from './page-states.tsx'
import { domainRoute, frameRoute, rootRoute } from './root-route.tsx'

const routeTree = rootRoute.addChildren([
  signInRoute,
  inviteRoute,
  frameRoute.addChildren([
    startRoute,
    welcomeRoute,
    instanceAuditRoute,
    ...teamRoutes,
    ...accountRoutes,
    domainRoute.addChildren([
      ...overviewRoutes,
      ...keysRoutes,
      ...newKeyRoutes,
      ...keyRoutes,
      contentRoute.addChildren([
        ...typesRoutes,
        ...objectsRoutes,
        ...objectRoutes,
        ...searchRoutes,
        ...mediaRoutes,
        ...explorerRoutes,
        ...monitorRoutes,
        ...panelsRoutes,
      ]),
      ...apisRoutes,
      ...usersRoutes,
      ...rolesRoutes,
      ...auditRoutes,
      ...settingsRoutes,
    ]),
  ]),
])

/** Every page by its address. */
export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: PageNotFound,
  scrollRestoration: true,
  // What no page knows of its address would reach the server as a filter.
  search: { strict: true },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
