import { AppError } from '../app-error.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { type Clock, DAY, SECOND } from '../lib/clock.ts'
import { networkOf } from '../lib/network-of.ts'
import {
  deleteFailures,
  deleteFailuresBefore,
  deleteKnownAddressesBefore,
  isKnownAddress,
  lockFailures,
  setFailures,
  setKnownAddress,
} from './login-throttle.store.ts'
import {
  FORGOTTEN_AFTER,
  type ThrottleScope,
  waitFor,
  withAttempt,
} from './login-throttle-rules.ts'

/** An address is trusted a little more for so long after the last sign-in from it. */
const ADDRESS_KNOWN_FOR = 180 * DAY

/** Somebody tries a password. `account` is the e-mail address, `userId` is there if it exists. */
export interface LoginAttempt {
  account: string
  userId: string | undefined
  ip: string | null
}

/** An attempt that was let through and counts as a failure until `succeed` or `takeBack`. */
export interface Reservation {
  readonly attempt: LoginAttempt
  readonly subjects: Readonly<Record<ThrottleScope, string>>
  readonly at: number
  /** When the attempt before this one was made for the same account and address. */
  readonly previousAt: number
}

/**
 * Slows guessing of passwords and codes down. An attempt is counted before the password is looked at,
 * so guesses made at once do not slip through together.
 */
export interface LoginThrottle {
  /** Lets an attempt through and counts it; throws LOGIN_THROTTLED with the time to wait. */
  reserve(attempt: LoginAttempt): Promise<Reservation>
  /** It was right: the failures of account and address are forgotten, the address is known from now on. */
  succeed(tx: Tx, reservation: Reservation, userId: string): Promise<void>
  /** It was neither right nor wrong: as if it had not been made. */
  takeBack(tx: Tx, reservation: Reservation): Promise<void>
  /** Forgets all failures of everybody. */
  clear(tx: Tx): Promise<void>
  /** Forgets what has no effect any more; `now` in epoch milliseconds. */
  prune(now: number): Promise<void>
}

/** Makes the throttle. */
export function createLoginThrottle(parts: {
  database: Database
  keyring: Keyring
  clock: Clock
}): LoginThrottle {
  const { database, keyring, clock } = parts
  const { engine } = database

  /** Nobody reads out of the table who tried which account from where. */
  const hidden = (text: string) => keyring.digest(`login ${text}`).digest

  /** Takes one attempt out of the counts, but never one of a window that has begun since. */
  async function uncount(tx: Tx, { subjects, at, previousAt }: Reservation) {
    for (const row of await lockFailures(tx, engine, Object.values(subjects), clock.now())) {
      if (row.failures === 0 || row.first_at > at) continue
      const untouched = row.subject === subjects.pair && row.last_at === at
      await setFailures(tx, {
        ...row,
        failures: row.failures - 1,
        last_at: untouched ? previousAt : row.last_at,
      })
    }
  }

  return {
    async reserve(attempt) {
      const now = clock.now()
      const ip = networkOf(attempt.ip)
      const subjects = {
        pair: `pair:${hidden(`${attempt.account} ${ip}`)}`,
        address: `address:${hidden(ip)}`,
        account: `account:${hidden(attempt.account)}`,
      }
      return database.write(async tx => {
        const known =
          attempt.userId !== undefined &&
          (await isKnownAddress(tx, attempt.userId, ip, now - ADDRESS_KNOWN_FOR))
        const rows = await lockFailures(tx, engine, Object.values(subjects), now)
        let wait = 0
        for (const row of rows) {
          // A flood from elsewhere must not lock out whoever signs in from where they always do.
          if (row.subject === subjects.account && known) continue
          wait = Math.max(wait, waitFor(scopeOf(row.subject), row, now))
        }
        if (wait > 0) {
          throw new AppError('LOGIN_THROTTLED', { retryAfterSeconds: Math.ceil(wait / SECOND) })
        }
        for (const row of rows) {
          const counted = withAttempt(scopeOf(row.subject), row, now)
          await setFailures(tx, { subject: row.subject, ...counted })
        }
        const previousAt = rows.find(row => row.subject === subjects.pair)?.last_at ?? now
        return { attempt, subjects, at: now, previousAt }
      })
    },

    async succeed(tx, reservation, userId) {
      const now = clock.now()
      await uncount(tx, reservation)
      await deleteFailures(tx, reservation.subjects.pair)
      await setKnownAddress(tx, userId, networkOf(reservation.attempt.ip), now)
    },

    takeBack: uncount,
    clear: tx => deleteFailuresBefore(tx, engine, clock.now()),

    async prune(now) {
      await deleteFailuresBefore(database.db, engine, now - FORGOTTEN_AFTER)
      await deleteKnownAddressesBefore(database.db, now - ADDRESS_KNOWN_FOR)
    },
  }
}

function scopeOf(subject: string): ThrottleScope {
  // The subjects are written above, as `scope:digest`.
  return subject.slice(0, subject.indexOf(':')) as ThrottleScope
}
