import { createToken } from '@keywright/core'
import type { Actor, SessionActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { type Clock, DAY, SECOND } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import type { LoginService } from '../users/login.service.ts'
import type { UserRow } from '../users/users.table.ts'
import {
  deleteSessionsBefore,
  insertSession,
  listSessions,
  setAuthenticated,
  setSessionEnded,
  setSessionsEnded,
} from './sessions.store.ts'
import type { SessionRow } from './sessions.table.ts'

/** The prefix of session tokens: no domain's keys can have it by accident and be taken for one. */
const TOKEN_PREFIX = 'kws'
const KEEP_ENDED_FOR = 30 * DAY

/** Sessions of people. */
export interface SessionsService {
  /**
   * Starts a session; the token is for the cookie and stored nowhere. A session that the browser
   * still had ends. Throws as `LoginService.prove` does.
   */
  signIn(
    actor: Actor,
    claim: { email: string; password: string; totp?: string | undefined },
  ): Promise<{ token: string; user: UserRow }>
  signOut(actor: SessionActor): Promise<void>
  /** Opens sensitive actions for this session; answers when, in epoch milliseconds. */
  reauthenticate(
    actor: SessionActor,
    claim: { password: string; totp?: string | undefined },
  ): Promise<{ authenticatedAt: number; freshUntil: number }>
  /** My sessions that still count, the one used last first. */
  list(actor: SessionActor): Promise<SessionRow[]>
  /** The sessions of anybody that still count. */
  listOf(userId: string): Promise<SessionRow[]>
  /** Ends one of my sessions; throws SESSION_NOT_FOUND for one of others. */
  end(actor: SessionActor, id: string): Promise<void>
  /** Ends a session of anybody; throws SESSION_NOT_FOUND when it is not theirs. */
  endOf(actor: SessionActor, user: SessionOwner, id: string): Promise<void>
  /** Ends my sessions but this one; answers how many there were. */
  endOthers(actor: SessionActor): Promise<number>
  /** Ends all sessions of a user but `exceptId`, as part of a larger change that is audited itself. */
  endAll(tx: Tx, userId: string, exceptId: string | null): Promise<number>
  /** Forgets sessions that ended a month ago; `now` in epoch milliseconds. */
  prune(now: number): Promise<void>
}

/** Whose session it is. */
type SessionOwner = Pick<UserRow, 'id' | 'email'>

/** Makes the sessions service. */
export function createSessionsService(parts: {
  config: Config
  database: Database
  keyring: Keyring
  clock: Clock
  randomBytes: (size: number) => Uint8Array
  audit: AuditService
  login: LoginService
}): SessionsService {
  const { config, database, keyring, clock, randomBytes, audit, login } = parts

  function alive() {
    const now = clock.now()
    return { now, idleSince: now - config.session.idleSeconds * SECOND }
  }

  function record(tx: Tx, actor: SessionActor, action: string, after?: Record<string, unknown>) {
    const { session, user } = actor.principal
    const target = { kind: 'session', id: session.id, label: user.email }
    return audit.record(tx, actor, { chain: INSTANCE_CHAIN, action, target, after: after ?? null })
  }

  /** Whoever listens with one of the user's sessions must know. */
  function announceEnd(tx: Tx, userId: string) {
    database.announce(tx, { kind: 'session', domainId: null, id: userId, at: clock.now() })
  }

  async function endOne(actor: SessionActor, user: SessionOwner, id: string) {
    await database.write(async tx => {
      if (!(await setSessionEnded(tx, user.id, id, alive()))) {
        throw new AppError('SESSION_NOT_FOUND')
      }
      announceEnd(tx, user.id)
      const target = { kind: 'session', id, label: user.email }
      await audit.record(tx, actor, { chain: INSTANCE_CHAIN, action: 'session.ended', target })
    })
  }

  return {
    async signIn(actor, claim) {
      const token = createToken(TOKEN_PREFIX, randomBytes)
      const user = await login.prove(actor, claim, async (tx, user) => {
        const { now } = alive()
        const session: SessionRow = {
          id: createId('ses'),
          user_id: user.id,
          digest: keyring.digest(token).digest,
          created_at: now,
          last_seen_at: now,
          authenticated_at: now,
          expires_at: now + config.session.absoluteSeconds * SECOND,
          ended_at: null,
          ip: actor.context.ip,
          user_agent: actor.context.userAgent,
        }
        const previous = actor.principal.kind === 'session' ? actor.principal : undefined
        const replaced =
          previous && (await setSessionEnded(tx, previous.user.id, previous.session.id, alive()))
        await insertSession(tx, session)
        if (previous && replaced) {
          announceEnd(tx, previous.user.id)
          await record(tx, { ...actor, principal: previous }, 'session.ended')
        }
        await record(
          tx,
          { ...actor, principal: { kind: 'session', session, user } },
          'session.started',
        )
        return user
      })
      return { token, user }
    },

    signOut: actor => endOne(actor, actor.principal.user, actor.principal.session.id),

    async reauthenticate(actor, claim) {
      const { session, user } = actor.principal
      const authenticatedAt = await login.prove(
        actor,
        { ...claim, email: user.email },
        async tx => {
          const { now } = alive()
          await setAuthenticated(tx, session.id, now)
          await record(tx, actor, 'session.reauthenticated')
          return now
        },
      )
      return { authenticatedAt, freshUntil: authenticatedAt + config.session.freshSeconds * SECOND }
    },

    list: actor => listSessions(database.db, actor.principal.user.id, alive()),

    listOf: userId => listSessions(database.db, userId, alive()),

    end: (actor, id) => endOne(actor, actor.principal.user, id),

    endOf: endOne,

    async endOthers(actor) {
      const { session, user } = actor.principal
      return database.write(async tx => {
        const ended = await setSessionsEnded(tx, user.id, session.id, alive())
        if (ended > 0) {
          announceEnd(tx, user.id)
          await audit.record(tx, actor, {
            chain: INSTANCE_CHAIN,
            action: 'session.ended',
            target: { kind: 'user', id: user.id, label: user.email },
            after: { ended, kept: session.id },
          })
        }
        return ended
      })
    },

    async endAll(tx, userId, exceptId) {
      announceEnd(tx, userId)
      return setSessionsEnded(tx, userId, exceptId, alive())
    },

    prune: now => deleteSessionsBefore(database.db, now - KEEP_ENDED_FOR),
  }
}
