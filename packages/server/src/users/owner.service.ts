import { type Actor, SYSTEM } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Clock } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import type { LoginThrottle } from '../sessions/login-throttle.service.ts'
import type { SessionsService } from '../sessions/sessions.service.ts'
import { targetOf } from './account.view.ts'
import {
  findFirstUser,
  findUserByEmail,
  hasUsers,
  insertUser,
  lockUser,
  setOwnership,
  setPassword,
} from './accounts.store.ts'
import type { Passwords } from './passwords.ts'
import type { SecondFactorService } from './second-factor.service.ts'
import type { UserRow } from './users.table.ts'

/** Reserved for local networks (RFC 6762), so that no stranger's mailbox has it. */
const DEFAULT_EMAIL = 'owner@keywright.local'
const FIRST_DOMAIN = { slug: 'main', name: 'Main' }

/** How the owner signs in; the password is there when it was generated, and is shown this once. */
export interface OwnerCredentials {
  email: string
  password: string | undefined
}

/** Makes a domain inside a transaction, with its application keys and its first ADMIN. */
export type CreateDomain = (
  tx: Tx,
  actor: Actor,
  domain: { slug: string; name: string },
  ownerUserId: string,
) => Promise<unknown>

/** The one who can always get in. */
export interface OwnerService {
  /**
   * At the first start, makes the owner and the domain `main`; undefined when anybody has an account.
   * Of several nodes that start at once on one database, one does it.
   */
  createFirst(): Promise<OwnerCredentials | undefined>
  /**
   * Lets the owner in again, whatever happened: new generated password, no second factor, no
   * throttle, not disabled, administrator of the instance. All their sessions end. Without an
   * e-mail address it is the administrator who came first. Throws USER_NOT_FOUND.
   */
  reset(actor: Actor, email?: string): Promise<{ email: string; password: string }>
}

/** Makes the owner service. */
export function createOwnerService(parts: {
  config: Config
  database: Database
  clock: Clock
  audit: AuditService
  passwords: Passwords
  secondFactor: SecondFactorService
  throttle: LoginThrottle
  sessions: SessionsService
  createDomain: CreateDomain
}): OwnerService {
  const { config, database, clock, audit, passwords, secondFactor, throttle, sessions } = parts
  const { engine } = database

  return {
    async createFirst() {
      if (await hasUsers(database.db)) return undefined
      const generated = config.ownerPassword === undefined ? passwords.generate() : undefined
      const owner: UserRow = {
        id: createId('usr'),
        email: config.ownerEmail ?? DEFAULT_EMAIL,
        name: 'Owner',
        password_hash: await passwords.hash(config.ownerPassword ?? generated ?? ''),
        must_change_password: generated === undefined ? 0 : 1,
        totp_sealed: null,
        totp_confirmed_at: null,
        totp_last_step: null,
        instance_admin: 1,
        disabled_at: null,
        last_login_at: null,
        created_at: clock.now(),
        updated_at: clock.now(),
        version: 1,
      }
      const created = await database.write(async tx => {
        await engine.lockForMigration(tx)
        // Another node may have been here while the password was hashed.
        if (await hasUsers(tx)) return false
        await insertUser(tx, owner)
        await parts.createDomain(tx, SYSTEM, FIRST_DOMAIN, owner.id)
        await audit.record(tx, SYSTEM, {
          chain: INSTANCE_CHAIN,
          action: 'owner.created',
          target: targetOf(owner),
          after: { email: owner.email, instanceAdmin: true },
        })
        return true
      })
      return created ? { email: owner.email, password: generated } : undefined
    },

    async reset(actor, email) {
      const password = passwords.generate()
      const hash = await passwords.hash(password)
      return database.write(async tx => {
        const found = await (email === undefined
          ? findFirstUser(tx)
          : findUserByEmail(tx, email.toLowerCase()))
        if (!found) throw new AppError('USER_NOT_FOUND')
        const user = await lockUser(tx, engine, found.id)
        const now = clock.now()
        await setPassword(tx, user.id, { hash, generated: true }, now)
        await setOwnership(tx, user.id, now)
        await secondFactor.remove(tx, user.id)
        await throttle.clear(tx)
        const endedSessions = await sessions.endAll(tx, user.id, null)
        database.announce(tx, { kind: 'user', domainId: null, id: user.id, at: now })
        await audit.record(tx, actor, {
          chain: INSTANCE_CHAIN,
          action: 'owner.reset',
          target: targetOf(user),
          before: viewStanding(user),
          after: { ...viewStanding({ ...user, ...AFTER_RESET }), endedSessions },
        })
        return { email: user.email, password }
      })
    },
  }
}

const AFTER_RESET = { instance_admin: 1, disabled_at: null, totp_confirmed_at: null }

function viewStanding(user: UserRow) {
  return {
    instanceAdmin: user.instance_admin === 1,
    disabled: user.disabled_at !== null,
    totp: user.totp_confirmed_at !== null,
  }
}
