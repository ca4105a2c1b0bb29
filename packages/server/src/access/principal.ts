import type { DomainSettings } from '@keywright/contract'
import type { Layer } from '@keywright/core'
import type { SessionRow } from '../sessions/sessions.table.ts'
import type { UserRow } from '../users/users.table.ts'
import type { VerifiedKey } from '../verify/verified-key.ts'

/** A signed-in person. */
export interface SessionPrincipal {
  kind: 'session'
  session: SessionRow
  user: UserRow
}

/** A program that holds a key, or an access token exchanged for one. */
export interface KeyPrincipal {
  kind: 'key'
  key: VerifiedKey
  /** The device of a panel that stands for the key; it holds no token. */
  device?: DeviceIdentity
}

/** A device that a panel is open on. */
export interface DeviceIdentity {
  id: string
  panelId: string
}

/** Somebody who has just proven who they are, and is not signed in by that. */
interface ProvenPrincipal {
  kind: 'proven'
  user: UserRow
}

/** Who makes a request. `cli` works on the database directly, `system` is the server itself. */
export type Principal =
  | { kind: 'anonymous' | 'cli' | 'system' }
  | SessionPrincipal
  | ProvenPrincipal
  | KeyPrincipal

/** From where; all null for work that no request asked for. */
export interface RequestContext {
  requestId: string | null
  ip: string | null
  userAgent: string | null
}

/** Who does something, and from where: the first argument of every service function that changes things. */
export interface Actor<P extends Principal = Principal> {
  principal: P
  context: RequestContext
}

/** A domain, decoded. Times are epoch milliseconds. */
export interface Domain {
  id: string
  slug: string
  name: string
  settings: DomainSettings
  createdAt: number
  updatedAt: number
  version: number
}

/** Somebody inside a domain, perhaps without a credential, with the layers that bind them there. */
export interface DomainVisitor<P extends Principal = Principal> extends Actor<P> {
  domain: Domain
  layers: readonly Layer[]
  /** The role of a session in the domain; null for keys. */
  role: string | null
  /** Only the `.own` permission let the request in: things of others do not exist for it. */
  ownOnly: boolean
}

/** The same with a credential of the domain. */
export type DomainActor = DomainVisitor<SessionPrincipal | KeyPrincipal>

/** A signed-in person outside any domain. */
export type SessionActor = Actor<SessionPrincipal>

/** The server itself, and the command line on the machine. */
export const SYSTEM: Actor = actorOf('system')
export const CLI: Actor = actorOf('cli')

/** The user behind a principal: the signed-in person, or the one a key acts as; null for plain services. */
export function userIdOf(principal: Principal): string | null {
  if (principal.kind === 'session') return principal.user.id
  if (principal.kind === 'key') return principal.key.actsAs
  return null
}

function actorOf(kind: 'system' | 'cli'): Actor {
  return { principal: { kind }, context: { requestId: null, ip: null, userAgent: null } }
}
