import type { Access } from '@keywright/contract'
import {
  createLayer,
  decide,
  isWellFormedToken,
  type Layer,
  PUBLIC_PERMISSIONS,
} from '@keywright/core'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { DomainRegistry } from '../domains/domain-registry.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { after } from '../lib/after.ts'
import { type Clock, MINUTE, SECOND } from '../lib/clock.ts'
import { rolePermissions } from '../roles/role.ts'
import type { Verifier } from '../verify/verified-key.ts'
import {
  findDevice,
  findMembership,
  findSession,
  isDeviceOpen,
  setSessionSeen,
} from './access.store.ts'
import type {
  Actor,
  Domain,
  DomainActor,
  DomainVisitor,
  KeyPrincipal,
  Principal,
  RequestContext,
  SessionPrincipal,
} from './principal.ts'

/** The credentials found in a request: at most one of them (two are refused before). */
export interface Credentials {
  sessionToken?: string
  token?: string
  /** What a device of a panel holds; counts at the addresses of that panel alone. */
  device?: { panelId: string; secret: string }
}

type DomainAccess = Access & { kind: 'domain' }

/** Who is calling, and may they enter? */
export interface AccessService {
  /**
   * Resolves credentials to a principal; 401 when one is given that is not valid, and PANEL_DISABLED
   * for a device that would be let in if its key were enabled.
   */
  authenticate(credentials: Credentials, context: RequestContext): Promise<Principal>
  /** The same for a token alone, at once where it is in memory. */
  authenticateToken(token: string, context: RequestContext): KeyPrincipal | Promise<KeyPrincipal>
  /**
   * The same principal as it is now, for those who stay for long; CREDENTIAL_INVALID when it has
   * ended. Always asks the database, and is no use of the credential.
   */
  renew(principal: Principal, context: RequestContext): Promise<Principal>
  /** Refuses a principal that an endpoint is not for. */
  admit(actor: Actor, access: Access): void
  /** Throws REAUTHENTICATION_REQUIRED unless the password was entered in the last minutes. */
  requireFresh(principal: Principal): void
  /**
   * Lets an actor into a domain under the endpoint's access rule; 404 where they do not belong.
   * `names` are the path parameters that a permission may mention.
   */
  enter(
    actor: Actor,
    slugOrId: string,
    access: DomainAccess,
    names?: Readonly<Record<string, unknown>>,
  ): Promise<DomainActor | DomainVisitor>
  /** The same for a key, at once where its domain is in memory. */
  enterWithKey(
    actor: Actor<KeyPrincipal>,
    slugOrId: string,
    access: DomainAccess,
    names: Readonly<Record<string, unknown>>,
  ): DomainActor | Promise<DomainActor>
  /** A domain as it is now, for what does not depend on who asks. */
  findDomain(slugOrId: string): Promise<Domain | undefined>
}

/** Makes the access service. */
export function createAccessService(parts: {
  config: Config
  database: Database
  keyring: Keyring
  verifier: Verifier
  domains: DomainRegistry
  clock: Clock
}): AccessService {
  const { config, database, keyring, verifier, domains, clock } = parts

  async function authenticateSession(token: string): Promise<SessionPrincipal> {
    const principal = await getSession(isWellFormedToken(token) ? keyring.digests(token) : [])
    const now = clock.now()
    if (now - principal.session.last_seen_at >= MINUTE) {
      await setSessionSeen(database.db, principal.session.id, now)
    }
    return principal
  }

  async function getSession(digests: readonly string[]): Promise<SessionPrincipal> {
    const found = digests.length > 0 ? await findSession(database.db, digests) : undefined
    const now = clock.now()
    const idle = config.session.idleSeconds * SECOND
    if (
      !found ||
      found.session.ended_at !== null ||
      found.session.expires_at <= now ||
      found.session.last_seen_at + idle <= now ||
      found.user.disabled_at !== null
    ) {
      throw new AppError('CREDENTIAL_INVALID', { detail: 'The session has ended. Sign in again.' })
    }
    return { kind: 'session', ...found }
  }

  async function authenticateDevice(
    { panelId, secret }: { panelId: string; secret: string },
    context: RequestContext,
  ): Promise<KeyPrincipal> {
    const found = isWellFormedToken(secret)
      ? await findDevice(database.db, panelId, keyring.digests(secret))
      : undefined
    if (!found || found.ended_at !== null) throw new AppError('CREDENTIAL_INVALID')
    const { outcome, key } = await verifier.authenticateKey(found.key_id, context)
    // A device that was let in may know why it sees nothing for a while, and that it should wait.
    if (outcome === 'DISABLED') throw new AppError('PANEL_DISABLED')
    if (outcome !== 'VALID' || !key) throw new AppError('CREDENTIAL_INVALID', { cause: outcome })
    return { kind: 'key', key, device: { id: found.id, panelId } }
  }

  async function renewDevice({ key, device }: KeyPrincipal, context: RequestContext) {
    if (!device || !(await isDeviceOpen(database.db, device.id))) {
      throw new AppError('CREDENTIAL_INVALID')
    }
    const { outcome, key: renewed } = await verifier.renewKey(key.keyId, context)
    if (outcome !== 'VALID' || !renewed) {
      throw new AppError('CREDENTIAL_INVALID', { cause: outcome })
    }
    return { kind: 'key', key: renewed, device } as const
  }

  function authenticateToken(token: string, context: RequestContext) {
    return after(verifier.authenticate(token, context), ({ outcome, key }): KeyPrincipal => {
      // The same answer whatever is wrong: a caller without a valid key learns nothing about others.
      if (outcome !== 'VALID' || !key) throw new AppError('CREDENTIAL_INVALID', { cause: outcome })
      return { kind: 'key', key }
    })
  }

  function requireFresh(principal: Principal) {
    if (principal.kind !== 'session') throw new AppError('SESSION_REQUIRED')
    const until = principal.session.authenticated_at + config.session.freshSeconds * SECOND
    if (until <= clock.now()) throw new AppError('REAUTHENTICATION_REQUIRED')
  }

  async function standingIn(
    domain: Domain,
    principal: Exclude<Principal, KeyPrincipal>,
  ): Promise<Standing | undefined> {
    if (principal.kind === 'anonymous') {
      return domain.settings.deliveryProtected ? undefined : { layers: PUBLIC_LAYERS, role: null }
    }
    if (principal.kind !== 'session') return undefined
    const membership = await findMembership(database.db, domain.id, principal.user.id)
    if (!membership || membership.suspended_at !== null) return undefined
    const permissions = rolePermissions(membership.role, membership.permissions)
    return {
      layers: [createLayer('role', permissions)],
      role: membership.role,
    }
  }

  /** Throws unless the layers let in by the endpoint's rule. */
  function letIn<P extends Principal>(
    actor: Actor<P>,
    domain: Domain,
    { layers, role }: Standing,
    access: DomainAccess,
    names: Readonly<Record<string, unknown>>,
  ): DomainVisitor<P> {
    const { principal, context } = actor
    const missing = firstMissing(layers, access, names)
    if (missing?.ownOnly === false) {
      throw new AppError('FORBIDDEN', {
        detail: `This needs the permission ${missing.permission}.`,
        missing: [missing.permission],
        layer: layers[missing.layer]?.name ?? 'none',
      })
    }
    if (principal.kind === 'key' && access.person !== undefined) {
      // What lives for minutes must not turn itself into something that lives for years.
      const isLasting = principal.key.credential === 'key'
      if (access.person === true || !domain.settings.programmaticKeys || !isLasting) {
        throw new AppError('SESSION_REQUIRED')
      }
    }
    if (access.fresh) requireFresh(principal)
    return { principal, context, domain, layers, role, ownOnly: missing !== undefined }
  }

  function enterWithKey(
    actor: Actor<KeyPrincipal>,
    slugOrId: string,
    access: DomainAccess,
    names: Readonly<Record<string, unknown>>,
  ) {
    const { key } = actor.principal
    return after(domains.find(slugOrId), domain => {
      if (domain?.id !== key.domainId) throw new AppError('DOMAIN_NOT_FOUND')
      return letIn(actor, domain, { layers: key.layers, role: null }, access, names)
    })
  }

  return {
    requireFresh,
    authenticateToken,
    enterWithKey,

    findDomain: async slugOrId => domains.find(slugOrId),

    async authenticate(credentials, context) {
      if (credentials.sessionToken) return authenticateSession(credentials.sessionToken)
      if (credentials.device) return authenticateDevice(credentials.device, context)
      if (!credentials.token) return { kind: 'anonymous' }
      return authenticateToken(credentials.token, context)
    },

    async renew(principal, context) {
      if (principal.kind === 'session') return getSession([principal.session.digest])
      if (principal.kind !== 'key') return principal
      if (principal.device) return renewDevice(principal, context)
      const { outcome, key } = await verifier.renew(principal.key.secretId, context)
      if (outcome !== 'VALID' || !key) throw new AppError('CREDENTIAL_INVALID', { cause: outcome })
      return { kind: 'key', key }
    },

    admit({ principal }, access) {
      if (access.kind === 'public' || (access.kind === 'domain' && access.public)) return
      if (principal.kind === 'anonymous') throw new AppError('UNAUTHENTICATED')
      if (access.kind === 'credential' || access.kind === 'domain') return
      if (principal.kind !== 'session') throw new AppError('SESSION_REQUIRED')
      if (access.kind === 'instance' && principal.user.instance_admin !== 1) {
        throw new AppError('INSTANCE_ADMIN_REQUIRED')
      }
      if (access.fresh) requireFresh(principal)
    },

    async enter({ principal, context }, slugOrId, access, names = {}) {
      if (principal.kind === 'key') {
        return enterWithKey({ principal, context }, slugOrId, access, names)
      }
      const domain = await domains.find(slugOrId)
      const standing = domain && (await standingIn(domain, principal))
      if (!domain || !standing) {
        // A domain that protects delivery is there for nobody without a credential.
        throw new AppError(principal.kind === 'anonymous' ? 'UNAUTHENTICATED' : 'DOMAIN_NOT_FOUND')
      }
      return letIn({ principal, context }, domain, standing, access, names)
    },
  }
}

/** What binds somebody in a domain. */
interface Standing {
  layers: readonly Layer[]
  role: string | null
}

const PUBLIC_LAYERS = [createLayer('public', PUBLIC_PERMISSIONS)]

/** What an actor lacks of an endpoint's permission; `ownOnly` when their own things are left to them. */
function firstMissing(
  layers: readonly Layer[],
  access: DomainAccess,
  names: Readonly<Record<string, unknown>>,
) {
  if (access.permission === null) return undefined
  const permission = fill(access.permission, names)
  const decision = decide(layers, permission)
  if (decision.allowed) return undefined
  const ownOnly = access.own !== undefined && decide(layers, fill(access.own, names)).allowed
  return { permission, layer: decision.layer, ownOnly }
}

/** Puts path parameters into a permission that mentions them. */
function fill(permission: string, names: Readonly<Record<string, unknown>>): string {
  const start = permission.indexOf('{')
  if (start === -1) return permission
  const end = permission.indexOf('}', start)
  const value = String(names[permission.slice(start + 1, end)])
  return permission.slice(0, start) + value + fill(permission.slice(end + 1), names)
}
