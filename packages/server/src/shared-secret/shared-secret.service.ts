import type { SharedSecret } from '@keywright/contract'
import { type DomainActor, userIdOf } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { SECOND, toTime } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { revokeExchanged } from './exchanged-tokens.store.ts'
import {
  insertSharedSecret,
  listSharedSecrets,
  lockDomain,
  setSharedSecretsEnd,
} from './shared-secret.store.ts'
import type { SharedSecretRow } from './shared-secret.table.ts'

/** The secret itself, with what is known about it. */
export interface RevealedSecret {
  sharedSecret: SharedSecret
  secret: string
}

/** The secret that a domain shares with its integrators, which signs their assertions. */
export interface SharedSecretService {
  read(actor: DomainActor): Promise<SharedSecret | null>
  /** Makes the domain's secret; SHARED_SECRET_EXISTS when there is one, also for all but one of several at once. */
  create(actor: DomainActor): Promise<RevealedSecret>
  /** Replaces the secret; the old one, and older ones still accepted, end after the overlap at the latest. */
  regenerate(actor: DomainActor, input: { overlapSeconds: number }): Promise<RevealedSecret>
  /** Shows the secret again; audited. */
  show(actor: DomainActor): Promise<RevealedSecret>
  /** The secret alone, as `show`; the caller has checked permission and fresh password. */
  reveal(actor: DomainActor): Promise<string>
}

const SECRET_BYTES = 32

/** Makes the service. Nothing about shared secrets is cached, so there is nothing to announce. */
export function createSharedSecretService(parts: {
  foundation: Foundation
  audit: AuditService
}): SharedSecretService {
  const { foundation, audit } = parts
  const { database, keyring, clock, randomBytes } = foundation

  /** Inserts a new current secret; undefined when there is one already. */
  async function issue(tx: Tx, actor: DomainActor): Promise<SharedSecretRow | undefined> {
    const id = createId('shs')
    const secret = Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
    const row = {
      id,
      domain_id: actor.domain.id,
      sealed: keyring.seal(secret, id),
      created_at: clock.now(),
      created_by: userIdOf(actor.principal),
      expires_at: null,
      last_used_at: null,
    }
    return (await insertSharedSecret(tx, row)) ? row : undefined
  }

  async function current(tx: Tx, { domain }: DomainActor) {
    const [row, previous] = await listSharedSecrets(tx, domain.id, clock.now())
    if (!row || row.expires_at !== null) throw new AppError('SHARED_SECRET_NOT_FOUND')
    return { row, previous }
  }

  function record(
    tx: Tx,
    actor: DomainActor,
    action: 'created' | 'regenerated' | 'revealed',
    id: string,
    change: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
  ) {
    return audit.record(tx, actor, {
      chain: actor.domain.id,
      action: `sharedSecret.${action}`,
      target: { kind: 'sharedSecret', id, label: actor.domain.slug },
      ...change,
    })
  }

  function revealed(row: SharedSecretRow, previous?: SharedSecretRow): RevealedSecret {
    return { sharedSecret: view(row, previous), secret: keyring.open(row.sealed, row.id) }
  }

  async function show(actor: DomainActor): Promise<RevealedSecret> {
    return database.write(async tx => {
      const { row, previous } = await current(tx, actor)
      await record(tx, actor, 'revealed', row.id)
      return revealed(row, previous)
    })
  }

  return {
    async read({ domain }) {
      const [row, previous] = await listSharedSecrets(database.db, domain.id, clock.now())
      return row && row.expires_at === null ? view(row, previous) : null
    },

    async create(actor) {
      return database.write(async tx => {
        const row = await issue(tx, actor)
        if (!row) throw new AppError('SHARED_SECRET_EXISTS')
        await record(tx, actor, 'created', row.id)
        return revealed(row)
      })
    },

    async regenerate(actor, { overlapSeconds }) {
      return database.write(async tx => {
        await lockDomain(tx, database.engine, actor.domain.id)
        const { row: old } = await current(tx, actor)
        const endsAt = clock.now() + overlapSeconds * SECOND
        await setSharedSecretsEnd(tx, actor.domain.id, endsAt)
        // At once means that it leaked: what was exchanged with it ends with it.
        if (overlapSeconds === 0) {
          const { id } = actor.domain
          await revokeExchanged(tx, id, clock.now())
          database.announce(tx, { kind: 'domain', domainId: id, id, at: clock.now() })
        }
        const row = await issue(tx, actor)
        if (!row) throw new AppError('CONFLICT')
        await record(tx, actor, 'regenerated', row.id, {
          before: { id: old.id },
          after: { id: row.id, overlapSeconds },
        })
        return revealed(row, overlapSeconds > 0 ? { ...old, expires_at: endsAt } : undefined)
      })
    },

    show,
    reveal: async actor => (await show(actor)).secret,
  }
}

function view(row: SharedSecretRow, previous: SharedSecretRow | undefined): SharedSecret {
  return {
    id: row.id,
    createdAt: toTime(row.created_at),
    createdBy: row.created_by,
    previousUntil: toTime(previous?.expires_at ?? null),
    lastUsedAt: toTime(row.last_used_at),
  }
}
