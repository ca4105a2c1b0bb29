import type { Api } from '@keywright/contract'
import createRouter from 'find-my-way'

type Route = Api['routes'][number]

/** What a request to an API needs: a permission, any valid key, or it is not let through at all. */
export type RouteMatch = (
  | {
      readonly kind: 'permission'
      readonly permission: string
      /** The same as a list, made once. */
      readonly permissions: readonly string[]
    }
  | { readonly kind: 'any' }
  | { readonly kind: 'denied' }
) & {
  /** The route that says so; null where none matches. */
  readonly route: Pick<Route, 'method' | 'path'> | null
}

/** Finds what a request needs; the path is one that `readRequestPath` gave. */
export type ApiRouter = (method: string, path: string) => RouteMatch

/** Methods that a route can name, and one that stands for all others. */
const NAMED_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
const OTHER = 'TRACE'
const isNamed: ReadonlySet<string> = new Set(NAMED_METHODS)

/** No route says so. */
export const DENIED: RouteMatch = Object.freeze({ kind: 'denied', route: null })

/**
 * Compiles the routes of an API. The most specific path wins, then the method over `*`; HEAD counts
 * as GET where it has no route of its own. Capitals and a slash at the end make no difference, since
 * to many servers they make none, and a request must not slip from its route by them.
 */
export function createApiRouter(routes: readonly Route[], unmatched: string | null): ApiRouter {
  const router = createRouter({
    caseSensitive: false,
    ignoreTrailingSlash: true,
    maxParamLength: Number.MAX_SAFE_INTEGER,
  })
  const fallback = unmatched === null ? DENIED : needs(unmatched, null)
  for (const [path, byMethod] of routesByPath(routes)) {
    const everything = byMethod.get('*')
    for (const method of [...NAMED_METHODS, OTHER] as const) {
      const own = byMethod.get(method) ?? (method === 'HEAD' ? byMethod.get('GET') : undefined)
      const match = own ?? everything
      if (match) router.on(method, path, () => {}, match)
    }
  }
  return (method, path) => {
    const found = router.find(isNamed.has(method) ? (method as 'GET') : OTHER, path)
    return found ? (found.store as RouteMatch) : fallback
  }
}

/** What tells one route from another: the method and the path, whatever its parameters are called. */
export function routeIdentity({ method, path }: Route): string {
  return `${method} ${pathIdentity(path)}`
}

function pathIdentity(path: string): string {
  const trimmed = path.length > 1 ? path.replace(/\/$/, '') : path
  return trimmed.toLowerCase().replace(/:[^/]+/g, ':')
}

/** Each path once, as it was first written, with what its methods need. */
function routesByPath(routes: readonly Route[]): [string, Map<string, RouteMatch>][] {
  const paths = new Map<string, [string, Map<string, RouteMatch>]>()
  for (const route of routes) {
    const identity = pathIdentity(route.path)
    const known = paths.get(identity) ?? [route.path, new Map()]
    known[1].set(route.method, matchOf(route))
    paths.set(identity, known)
  }
  return [...paths.values()]
}

function matchOf({ method, path, permission }: Route): RouteMatch {
  const route = { method, path }
  return permission === null ? Object.freeze({ kind: 'any', route }) : needs(permission, route)
}

function needs(permission: string, route: RouteMatch['route']): RouteMatch {
  return Object.freeze({ kind: 'permission', permission, permissions: [permission], route })
}
