import { createLayer, shownPermissions } from '@keywright/core'
import type { Actor, KeyPrincipal, SessionActor, SessionPrincipal } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Clock } from '../lib/clock.ts'
import { rolePermissions } from '../roles/role.ts'
import type { SessionsService } from '../sessions/sessions.service.ts'
import { targetOf } from './account.view.ts'
import {
  findDomainName,
  findUser,
  listReachableDomains,
  lockUser,
  type ReachableDomain,
  setPassword,
  setUserName,
} from './accounts.store.ts'
import type { LoginService } from './login.service.ts'
import type { Passwords } from './passwords.ts'
import type { UserRow } from './users.table.ts'

/** Who is behind a request, and what they may do. */
export interface Identity {
  principal: SessionPrincipal | KeyPrincipal
  user: UserRow | null
  domain: { id: string; slug: string; name: string } | null
  /** For a session: where the person is a member. */
  domains: ReachableDomain[]
  permissions: string[]
}

/** My account. */
export interface AccountService {
  /**
   * Who the caller is; `domain` (slug or id) chooses one of a session's domains, else it is the first
   * by slug. Throws DOMAIN_NOT_FOUND for one that the credential does not reach.
   */
  identify(actor: Actor, domain: string | undefined): Promise<Identity>
  domainsOf(userId: string): Promise<ReachableDomain[]>
  rename(actor: SessionActor, name: string): Promise<UserRow>
  /** Ends all other sessions. Throws as `LoginService.prove` does. */
  changePassword(
    actor: SessionActor,
    passwords: { currentPassword: string; newPassword: string },
  ): Promise<void>
}

/** Makes the account service. */
export function createAccountService(parts: {
  database: Database
  clock: Clock
  audit: AuditService
  login: LoginService
  passwords: Passwords
  sessions: SessionsService
}): AccountService {
  const { database, clock, audit, login, passwords, sessions } = parts

  async function identifySession(
    principal: SessionPrincipal,
    chosen: string | undefined,
  ): Promise<Identity> {
    const domains = await listReachableDomains(database.db, principal.user.id)
    const domain =
      chosen === undefined
        ? domains[0]
        : domains.find(({ id, slug }) => [id, slug].includes(chosen))
    if (chosen !== undefined && !domain) throw new AppError('DOMAIN_NOT_FOUND')
    const layers = domain
      ? [createLayer('role', rolePermissions(domain.role, domain.permissions))]
      : []
    const { user } = principal
    return {
      principal,
      user,
      domain: domain ?? null,
      domains,
      permissions: shownPermissions(layers),
    }
  }

  async function identifyKey(
    principal: KeyPrincipal,
    chosen: string | undefined,
  ): Promise<Identity> {
    const { domainId, actsAs, layers } = principal.key
    const domain = await findDomainName(database.db, domainId)
    if (!domain || (chosen !== undefined && ![domain.id, domain.slug].includes(chosen))) {
      throw new AppError('DOMAIN_NOT_FOUND')
    }
    const user = actsAs === null ? undefined : await findUser(database.db, actsAs)
    return {
      principal,
      user: user ?? null,
      domain,
      domains: [],
      permissions: shownPermissions(layers),
    }
  }

  return {
    async identify({ principal }, domain) {
      if (principal.kind === 'session') return identifySession(principal, domain)
      if (principal.kind === 'key') return identifyKey(principal, domain)
      throw new AppError('UNAUTHENTICATED')
    },

    domainsOf: userId => listReachableDomains(database.db, userId),

    async rename(actor, name) {
      return database.write(async tx => {
        const before = await lockUser(tx, database.engine, actor.principal.user.id)
        if (before.name === name) return before
        const user = await setUserName(tx, before.id, name, clock.now())
        await audit.record(tx, actor, {
          chain: INSTANCE_CHAIN,
          action: 'user.updated',
          target: targetOf(user),
          before: { name: before.name },
          after: { name },
        })
        return user
      })
    },

    async changePassword(actor, { currentPassword, newPassword }) {
      if (newPassword === currentPassword) {
        const message = 'It must differ from the current password.'
        throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/newPassword', message }] })
      }
      const { session, user } = actor.principal
      const claim = { email: user.email, password: currentPassword, passwordOnly: true } as const
      let hash = ''
      async function prepare() {
        hash = await passwords.hash(newPassword)
      }
      async function change(tx: Tx) {
        await setPassword(tx, user.id, { hash, generated: false }, clock.now())
        const endedSessions = await sessions.endAll(tx, user.id, session.id)
        await audit.record(tx, actor, {
          chain: INSTANCE_CHAIN,
          action: 'password.changed',
          target: targetOf(user),
          after: { endedSessions },
        })
      }
      await login.prove(actor, claim, change, prepare)
    },
  }
}
