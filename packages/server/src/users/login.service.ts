import type { Actor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { LoginThrottle, Reservation } from '../sessions/login-throttle.service.ts'
import { targetOf } from './account.view.ts'
import { findUserByEmail, lockUser, setPasswordHash } from './accounts.store.ts'
import type { Passwords } from './passwords.ts'
import type { ProvenBy, SecondFactorService } from './second-factor.service.ts'
import type { UserRow } from './users.table.ts'

/** What somebody says to prove who they are. */
export interface LoginClaim {
  /** In lower case. */
  email: string
  password: string
  /** A code of the authenticator app, or a recovery code. */
  totp?: string | undefined
  /** Asks for the password only, whatever the user has turned on. */
  passwordOnly?: true
}

const WRONG_CODE = 'The code was not accepted. Each code works once.'

/** The one place where passwords and codes are checked. */
export interface LoginService {
  /**
   * Checks a claim under the throttle, and runs `then` in the transaction that has the user locked
   * and the code used up, so that what follows a proof and a change of password cannot cross.
   * Slow work that `then` needs goes into `prepare`: it is done outside of the transaction, and only
   * for whoever was let through by the throttle and knows the password.
   * Throws LOGIN_FAILED (the same for whoever does not exist), TOTP_REQUIRED or LOGIN_THROTTLED.
   */
  prove<T>(
    actor: Actor,
    claim: LoginClaim,
    then: (tx: Tx, user: UserRow) => Promise<T>,
    prepare?: () => Promise<void>,
  ): Promise<T>
}

type Refusal = 'password' | 'code' | 'code-missing'
type Settled<T> = { value: T } | { refused: Refusal } | { changed: true }

/** Makes the log-in service. */
export function createLoginService(parts: {
  database: Database
  audit: AuditService
  throttle: LoginThrottle
  passwords: Passwords
  secondFactor: SecondFactorService
}): LoginService {
  const { database, audit, throttle, passwords, secondFactor } = parts

  async function settle<T>(
    tx: Tx,
    actor: Actor,
    claim: LoginClaim,
    proof: { userId: string; hash: string; better: string | undefined; reservation: Reservation },
    then: (tx: Tx, user: UserRow) => Promise<T>,
  ): Promise<Settled<T>> {
    const user = await lockUser(tx, database.engine, proof.userId)
    if (user.disabled_at !== null) return { refused: 'password' }
    if (user.password_hash !== proof.hash) return { changed: true }

    let provenBy: ProvenBy | undefined
    if (user.totp_confirmed_at !== null && !claim.passwordOnly) {
      if (claim.totp === undefined) {
        await throttle.takeBack(tx, proof.reservation)
        return { refused: 'code-missing' }
      }
      provenBy = await secondFactor.use(tx, user, claim.totp)
      if (!provenBy) return { refused: 'code' }
    }
    if (proof.better) await setPasswordHash(tx, user.id, proof.better)
    await throttle.succeed(tx, proof.reservation, user.id)
    const value = await then(tx, user)
    if (provenBy === 'recovery-code') await secondFactor.recordRecovery(tx, actor, user)
    return { value }
  }

  async function refuse(
    actor: Actor,
    email: string,
    user: UserRow | undefined,
    reason: Refusal,
  ): Promise<AppError> {
    if (reason === 'code-missing') return new AppError('TOTP_REQUIRED')
    await database.write(tx =>
      audit.record(tx, actor, {
        chain: INSTANCE_CHAIN,
        action: 'session.failed',
        target: user ? targetOf(user) : { kind: 'user', id: 'unknown', label: email },
        after: { reason: user?.disabled_at ? 'disabled' : reason },
      }),
    )
    if (reason === 'code') {
      const errors = [{ pointer: '/totp', message: WRONG_CODE }]
      return new AppError('LOGIN_FAILED', { detail: WRONG_CODE, errors })
    }
    // Whoever is signed in was asked for nothing else.
    const isKnown = actor.principal.kind === 'session'
    return new AppError('LOGIN_FAILED', isKnown ? { detail: 'The password is not right.' } : {})
  }

  return {
    async prove(actor, claim, then, prepare) {
      const { email, password } = claim
      let user = await findUserByEmail(database.db, email)
      const { ip } = actor.context
      const reservation = await throttle.reserve({ account: email, userId: user?.id, ip })
      // Again when the hash was exchanged for one at another cost, or the password was changed, meanwhile.
      for (let tries = 0; tries < 3; tries++) {
        const hash = user?.password_hash
        const right = await passwords.verify(hash, password)
        if (!user || hash === undefined || !right)
          throw await refuse(actor, email, user, 'password')
        if (tries === 0) await prepare?.()
        const better = passwords.isOutdated(hash) ? await passwords.hash(password) : undefined
        const proof = { userId: user.id, hash, better, reservation }
        const settled = await database
          .write(tx => settle(tx, actor, claim, proof, then))
          .catch(async error => {
            // The claim was right; what it was for did not work out, and that is no guess.
            await database.write(tx => throttle.takeBack(tx, reservation)).catch(() => {})
            throw error
          })
        if ('value' in settled) return settled.value
        if ('refused' in settled) throw await refuse(actor, email, user, settled.refused)
        user = await findUserByEmail(database.db, email)
      }
      throw await refuse(actor, email, user, 'password')
    },
  }
}
