import type { EffectiveAccess, KeyExplanation, keyEndpoints, Parsed } from '@keywright/contract'
import {
  BUILT_IN_ROLES,
  compileIpAllow,
  decide,
  isPermission,
  outcomeOfState,
} from '@keywright/core'
import { NOT_A_PERMISSION } from '../access/grants.ts'
import type { DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Foundation } from '../foundation.ts'
import { readJson } from '../lib/json.ts'
import { scopesOf, stateOf } from './key.view.ts'
import {
  effectiveAccess,
  explainLayers,
  type Grants,
  layersOf,
  type RoleLookup,
} from './key-grants.ts'
import { requireVisible } from './key-parts.ts'
import { findKey } from './keys.store.ts'

type ExplainRequest = Parsed<typeof keyEndpoints.explain>['body']

/** What a route of an API asks for: a permission, any valid key, or nothing matches and it is denied. */
export type RouteMatch = (
  | { kind: 'permission'; permission: string }
  | { kind: 'any' }
  | { kind: 'denied' }
) & { route: KeyExplanation['route'] }

/** What this feature asks of the API registry; throws API_NOT_FOUND. */
export interface RouteLookup {
  match(domainId: string, api: string, method: string, path: string): Promise<RouteMatch>
}

/** What keys can really do, and why. */
export interface KeyAccessService {
  effective(actor: DomainActor, id: string): Promise<EffectiveAccess>
  /**
   * The same for a key that is not saved yet. It shows what roles grant: throws FORBIDDEN for those
   * that the actor may not read.
   */
  preview(actor: DomainActor, grants: Partial<Grants>): Promise<EffectiveAccess>
  /** The answer a verification would give now, with the reason in words. */
  explain(actor: DomainActor, id: string, request: ExplainRequest): Promise<KeyExplanation>
}

/** Makes the service behind effective access and the simulator. */
export function createKeyAccessService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  roles: RoleLookup
  apis: RouteLookup
}): KeyAccessService {
  const { roles, apis } = parts
  const { database, clock } = parts.foundation

  async function visible(actor: DomainActor, id: string) {
    const row = requireVisible(actor, await findKey(database.db, actor.domain.id, id))
    const grants = { role: row.role, scopes: scopesOf(row), actsAs: row.acts_as }
    return { row, layers: await layersOf(database.db, roles, actor.domain.id, grants) }
  }

  return {
    async effective(actor, id) {
      const { layers } = await visible(actor, id)
      return effectiveAccess(actor, layers)
    },

    async preview(actor, { role = null, scopes = null, actsAs = null }) {
      if (role !== null) requireMayReadRole(actor, role)
      const grants = { role, scopes, actsAs }
      const layers = await layersOf(database.db, roles, actor.domain.id, grants)
      for (const { subjectRole } of layers) if (subjectRole) requireMayReadRole(actor, subjectRole)
      return effectiveAccess(actor, layers)
    },

    async explain(actor, id, request) {
      const { row, layers } = await visible(actor, id)
      const route = await wantedBy(request, actor.domain.id, apis)
      const state = stateOf(row, clock.now())
      const subject = layers.find(layer => layer.name === 'subject')
      const ranges = readJson<string[]>(row.ip_allow)
      const explained = {
        ...(route.kind === 'permission'
          ? explainLayers(layers, route.permission)
          : withoutPermission(route.kind)),
        route: route.route,
      }

      if (state !== 'active') {
        return refuse(explained, outcomeOfState(state), `Refused: the key is ${state}.`)
      }
      if (subject?.active === false) {
        return refuse(
          explained,
          'SUBJECT_INACTIVE',
          `Refused: the ${subject.label} is not active here.`,
        )
      }
      if (ranges.length > 0 && !(request.ip && compileIpAllow(ranges)(request.ip))) {
        const from = request.ip ? `${request.ip} is not` : 'no address was given, so none is'
        return refuse(explained, 'IP_DENIED', `Refused: ${from} in the allow-list of the key.`)
      }
      return { ...explained, outcome: explained.allowed ? 'VALID' : 'FORBIDDEN' }
    },
  }
}

/** What built-in roles grant is no secret, and what one's own grants is what one may do. */
function requireMayReadRole({ principal, role, layers }: DomainActor, name: string) {
  const own = principal.kind === 'key' ? [principal.key.role, principal.key.subjectRole] : [role]
  if (Object.hasOwn(BUILT_IN_ROLES, name) || own.includes(name)) return
  if (decide(layers, READ_ROLES).allowed) return
  throw new AppError('FORBIDDEN', {
    detail: `What the role ${name} grants is shown to those with the permission ${READ_ROLES}.`,
    missing: [READ_ROLES],
  })
}

const READ_ROLES = 'backoffice.roles:read'

async function wantedBy(
  request: ExplainRequest,
  domainId: string,
  apis: RouteLookup,
): Promise<RouteMatch> {
  if ('api' in request) return apis.match(domainId, request.api, request.method, request.path)
  if (!isPermission(request.permission)) {
    throw new AppError('VALIDATION_FAILED', {
      errors: [{ pointer: '/permission', message: NOT_A_PERMISSION }],
    })
  }
  return { kind: 'permission', permission: request.permission, route: null }
}

function withoutPermission(kind: 'any' | 'denied'): Omit<KeyExplanation, 'outcome' | 'route'> {
  const allowed = kind === 'any'
  return {
    allowed,
    permission: null,
    layers: [],
    refusedBy: allowed ? null : 'routes of the API',
    sentence: allowed
      ? 'Allowed: the route lets every valid key of the domain through.'
      : 'Refused: no route of the API matches, and the API denies what it does not know.',
  }
}

function refuse(
  explained: Omit<KeyExplanation, 'outcome'>,
  outcome: string,
  sentence: string,
): KeyExplanation {
  return { ...explained, allowed: false, outcome, sentence }
}
