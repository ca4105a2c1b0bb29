import type { Actor, SessionActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { Clock } from '../lib/clock.ts'
import { readableText } from '../lib/readable.ts'
import { targetOf } from './account.view.ts'
import { lockUser } from './accounts.store.ts'
import {
  deleteRecoveryCodes,
  deleteTotp,
  insertRecoveryCodes,
  setPendingTotp,
  setRecoveryCodeUsed,
  setTotpConfirmed,
  setTotpStep,
} from './second-factor.store.ts'
import { createTotpSecret, totpStep, totpUri } from './totp.ts'
import type { UserRow } from './users.table.ts'

const RECOVERY_CODES = 10
/** Three groups carry 59 bits. */
const RECOVERY_CODE_GROUPS = 3

/** How a second factor was proven. */
export type ProvenBy = 'totp' | 'recovery-code'

/** Two-step sign-in: codes of an authenticator app, and recovery codes for when it is lost. */
export interface SecondFactorService {
  /** A secret that is in force once `confirm` has seen a code of it. */
  start(actor: SessionActor): Promise<{ secret: string; uri: string }>
  /** Turns two-step sign-in on; answers the recovery codes, which are not stored in the clear. */
  confirm(actor: SessionActor, code: string): Promise<string[]>
  stop(actor: SessionActor): Promise<void>
  renewRecoveryCodes(actor: SessionActor): Promise<string[]>
  /** Uses a code up, and says what it was; undefined for one that is wrong or was used before. */
  use(tx: Tx, user: UserRow, code: string): Promise<ProvenBy | undefined>
  /** Takes the second factor away without asking for it, when the owner is reset. */
  remove(tx: Tx, userId: string): Promise<void>
  /** Notes that a recovery code was used. */
  recordRecovery(tx: Tx, actor: Actor, user: UserRow): Promise<void>
}

/** Makes the second factor service. */
export function createSecondFactorService(parts: {
  database: Database
  keyring: Keyring
  clock: Clock
  randomBytes: (size: number) => Uint8Array
  audit: AuditService
}): SecondFactorService {
  const { database, keyring, clock, randomBytes, audit } = parts
  const { engine } = database

  async function replaceRecoveryCodes(tx: Tx, userId: string): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () =>
      readableText(RECOVERY_CODE_GROUPS, randomBytes),
    )
    await deleteRecoveryCodes(tx, userId)
    await insertRecoveryCodes(
      tx,
      userId,
      codes.map(code => keyring.digest(recoveryText(code)).digest),
    )
    return codes
  }

  async function remove(tx: Tx, userId: string) {
    await deleteTotp(tx, userId, clock.now())
    await deleteRecoveryCodes(tx, userId)
  }

  function record(tx: Tx, actor: Actor, action: string, user: UserRow) {
    return audit.record(tx, actor, { chain: INSTANCE_CHAIN, action, target: targetOf(user) })
  }

  return {
    async start(actor) {
      const { user } = actor.principal
      const secret = createTotpSecret(randomBytes)
      await database.write(async tx => {
        const { totp_confirmed_at } = await lockUser(tx, engine, user.id)
        if (totp_confirmed_at !== null) throw new AppError('TOTP_ALREADY_ON')
        await setPendingTotp(tx, user.id, keyring.seal(secret, sealContext(user.id)))
      })
      return { secret, uri: totpUri(secret, user.email) }
    },

    async confirm(actor, code) {
      return database.write(async tx => {
        const user = await lockUser(tx, engine, actor.principal.user.id)
        if (user.totp_confirmed_at !== null) throw new AppError('TOTP_ALREADY_ON')
        if (user.totp_sealed === null) throw new AppError('TOTP_NOT_ON')
        const secret = keyring.open(user.totp_sealed, sealContext(user.id))
        const now = clock.now()
        const step = totpStep(secret, digitsOf(code), now)
        if (step === undefined) throw new AppError('TOTP_INVALID')
        await setTotpConfirmed(tx, user.id, now)
        await setTotpStep(tx, user.id, step)
        const codes = await replaceRecoveryCodes(tx, user.id)
        await record(tx, actor, 'totp.enabled', user)
        return codes
      })
    },

    async stop(actor) {
      await database.write(async tx => {
        const user = await lockUser(tx, engine, actor.principal.user.id)
        if (user.totp_confirmed_at === null) throw new AppError('TOTP_NOT_ON')
        await remove(tx, user.id)
        await record(tx, actor, 'totp.disabled', user)
      })
    },

    async renewRecoveryCodes(actor) {
      return database.write(async tx => {
        const user = await lockUser(tx, engine, actor.principal.user.id)
        if (user.totp_confirmed_at === null) throw new AppError('TOTP_NOT_ON')
        const codes = await replaceRecoveryCodes(tx, user.id)
        await record(tx, actor, 'totp.recoveryCodesRenewed', user)
        return codes
      })
    },

    async use(tx, user, code) {
      if (user.totp_sealed === null) return undefined
      const digits = digitsOf(code)
      if (/^\d{6}$/.test(digits)) {
        const secret = keyring.open(user.totp_sealed, sealContext(user.id))
        const step = totpStep(secret, digits, clock.now())
        return step !== undefined && (await setTotpStep(tx, user.id, step)) ? 'totp' : undefined
      }
      const digests = keyring.digests(recoveryText(code))
      const used = await setRecoveryCodeUsed(tx, user.id, digests, clock.now())
      return used ? 'recovery-code' : undefined
    },

    remove,
    recordRecovery: (tx, actor, user) => record(tx, actor, 'recoveryCode.used', user),
  }
}

function sealContext(userId: string): string {
  return `totp:${userId}`
}

/** Apps show codes as `123 456`. */
function digitsOf(code: string): string {
  return code.replace(/\s/g, '')
}

/** However it was typed: hyphens, spaces and capitals do not matter. */
function recoveryText(code: string): string {
  return `recovery ${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`
}
