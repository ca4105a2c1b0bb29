import { createHash } from 'node:crypto'
import type { Endpoint } from '@keywright/contract'
import type { Actor, DomainVisitor, Principal } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Database } from '../db/database.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { type Clock, DAY, MINUTE } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import {
  deleteExpiredIdempotency,
  deleteIdempotency,
  findIdempotency,
  insertIdempotency,
  setIdempotencyAnswer,
} from './idempotency.store.ts'

const KEEP_MILLISECONDS = { ordinary: DAY, secret: 10 * MINUTE }

/** A first request that has not answered for so long died with its process. */
const ABANDONED_MILLISECONDS = MINUTE

/** Runs creations once per `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header). */
export interface IdempotencyService {
  /**
   * Runs `work` for the first request with a key and replays its answer for the ones after.
   * Throws IDEMPOTENCY_CONFLICT for another request, and for one whose caller has other rights than
   * the first had: what that was answered may be nothing for it any more.
   * Refusals are not kept: after one, the same key may be tried again.
   * Answers are sealed; those that carry a token are kept ten minutes, others a day.
   */
  once(
    request: {
      actor: Actor | DomainVisitor
      key: string
      endpoint: Endpoint
      path: string
      body: unknown
    },
    work: () => Promise<Response>,
  ): Promise<Response>
  /** Forgets what is past its time. */
  prune(): Promise<void>
}

interface StoredAnswer {
  status: number
  headers: [string, string][]
  body: string
}

/** Makes the idempotency service. */
export function createIdempotencyService(parts: {
  database: Database
  keyring: Keyring
  clock: Clock
}): IdempotencyService {
  const { database, keyring, clock } = parts

  async function replay(id: string, requestHash: string): Promise<Response | undefined> {
    const row = await findIdempotency(database.db, id)
    if (!row || row.expires_at <= clock.now()) {
      if (row) await deleteIdempotency(database.db, id, row.created_at)
      return undefined
    }
    if (row.request_hash !== requestHash) throw new AppError('IDEMPOTENCY_CONFLICT')
    if (row.answer === null) {
      throw new AppError('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 })
    }
    const answer = readJson<StoredAnswer>(keyring.open(row.answer, id))
    return new Response(answer.body, {
      status: answer.status,
      headers: [...answer.headers, ['idempotency-replayed', 'true']],
    })
  }

  return {
    async once({ actor, key, endpoint, path, body }, work) {
      if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
        throw new AppError('BAD_REQUEST', {
          detail: 'Idempotency-Key takes 1 to 255 visible ASCII characters.',
        })
      }
      const id = hash([ownerOf(actor.principal), endpoint.id, key])
      const requestHash = hash([path, body, rightsOf(actor)])
      const now = clock.now()
      const row = {
        id,
        request_hash: requestHash,
        answer: null,
        created_at: now,
        expires_at: now + ABANDONED_MILLISECONDS,
      }
      if (!(await insertIdempotency(database.db, row))) {
        const replayed = await replay(id, requestHash)
        if (replayed) return replayed
        if (!(await insertIdempotency(database.db, row))) {
          throw new AppError('IDEMPOTENCY_IN_PROGRESS', { retryAfterSeconds: 1 })
        }
      }
      const response = await work().catch(async error => {
        await deleteIdempotency(database.db, id, now)
        throw error
      })
      const answer: StoredAnswer = {
        status: response.status,
        headers: [...response.headers],
        body: await response.clone().text(),
      }
      const keep = endpoint.idempotent === 'secret' ? 'secret' : 'ordinary'
      const sealed = keyring.seal(JSON.stringify(answer), id)
      // The work is done and its answer must arrive, even when the database has just gone away.
      await setIdempotencyAnswer(database.db, id, sealed, now + KEEP_MILLISECONDS[keep]).catch(
        () => {},
      )
      return response
    },
    prune: () => deleteExpiredIdempotency(database.db, clock.now()),
  }
}

/** The very credential: an answer that carries a token is for nobody else, not even of the same person or key. */
function ownerOf(principal: Principal): string {
  if (principal.kind === 'session') return principal.session.id
  return principal.kind === 'key' ? principal.key.secretId : principal.kind
}

/** In a domain all of them; elsewhere there are none beyond being who one is. */
function rightsOf(actor: Actor | DomainVisitor): unknown {
  if (!('layers' in actor)) return null
  return actor.layers.map(({ name, permissions }) => [name, permissions.permissions])
}

function hash(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
