import type { IssuedKey, Key, keyEndpoints, Parsed } from '@keywright/contract'
import { decide } from '@keywright/core'
import type { Domain, DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { Tx } from '../db/engine.ts'
import { SECOND } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import type { Versioned } from '../lib/versioned.ts'
import { scopesOf, viewKey } from './key.view.ts'
import { requireWithinCaller } from './key-bounds.ts'
import { keyBundle, keyExamples } from './key-examples.ts'
import { layersOf, requireCeiling } from './key-grants.ts'
import { type Alongside, issueSecret, type KeyParts, requireVisible } from './key-parts.ts'
import { termsOf } from './key-terms.ts'
import { findKey, listSecrets, lockKey, setKey, setSecretsEnd, setTerms } from './keys.store.ts'
import type { KeyRow } from './keys.table.ts'

/** So many secrets of one key may be good at the same time. */
const MAX_SECRETS = 5

type RotateKey = Parsed<typeof keyEndpoints.rotate>['body']

/** Everything that hands a token to somebody. */
export interface KeySecrets {
  /** Adds a secret; the others end after the overlap, at once without one. */
  rotate(
    actor: DomainActor,
    id: string,
    input: RotateKey,
    ifMatch?: number,
    alongside?: Alongside,
  ): Promise<Versioned<IssuedKey>>
  /** The stored token of an application key, or of a key whose domain keeps tokens sealed; audited. */
  reveal(actor: DomainActor, id: string): Promise<string>
  /** The answer that carries a token: with examples, and with the bundle when a shared secret is given. */
  issued(domain: Domain, key: Key, token: string, sharedSecret?: string): IssuedKey
  /** The shared secret for a bundle: needs its own permission and a fresh password; audited. */
  sharedSecretFor(actor: DomainActor): Promise<string>
  /** Refuses an actor who would get hold of a key beyond themselves. */
  requireTakeover(tx: Tx, actor: DomainActor, row: KeyRow): Promise<void>
}

/** Makes the part of the keys service that deals in tokens. */
export function createKeySecrets(parts: KeyParts): KeySecrets {
  const { foundation, audit, roles, access, sharedSecret } = parts
  const { database, clock, keyring, publicUrl } = foundation

  async function requireTakeover(tx: Tx, actor: DomainActor, row: KeyRow) {
    const grants = { role: row.role, scopes: scopesOf(row), actsAs: row.acts_as }
    requireCeiling(actor, row.acts_as, await layersOf(tx, roles, actor.domain.id, grants))
    const ipAllow = readJson<string[]>(row.ip_allow)
    await requireWithinCaller(tx, actor, { expiresAt: row.expires_at, ipAllow })
  }

  function issued(domain: Domain, key: Key, token: string, secret?: string): IssuedKey {
    const facts = {
      url: publicUrl.current(),
      domainSlug: domain.slug,
      keyName: key.name,
      token,
    }
    const bundle = secret === undefined ? null : keyBundle({ ...facts, sharedSecret: secret })
    return { key, token, examples: keyExamples(facts), bundle }
  }

  async function sharedSecretFor(actor: DomainActor): Promise<string> {
    const permission = 'backoffice.shared-secret:reveal'
    if (!decide(actor.layers, permission).allowed) {
      throw new AppError('FORBIDDEN', { missing: [permission] })
    }
    access.requireFresh(actor.principal)
    return sharedSecret.reveal(actor)
  }

  return {
    requireTakeover,
    issued,
    sharedSecretFor,

    async rotate(actor, id, { overlapSeconds, includeBundle }, ifMatch, alongside) {
      const { domain } = actor
      const bundleSecret = includeBundle ? await sharedSecretFor(actor) : undefined
      const now = clock.now()
      return database.write(async tx => {
        const row = requireVisible(actor, await lockKey(tx, database.engine, domain.id, id))
        requireVersion(row.version, ifMatch)
        if (row.revoked_at !== null) throw new AppError('KEY_REVOKED')
        await requireTakeover(tx, actor, row)
        const old = await listSecrets(tx, [id], now)
        if (overlapSeconds > 0 && old.length >= MAX_SECRETS) {
          throw new AppError('CONFLICT', {
            detail: `${MAX_SECRETS} secrets of this key are good already. Wait for one to end, or rotate without overlap.`,
          })
        }
        const endsAt = now + overlapSeconds * SECOND
        if (old.length > 0) {
          await setSecretsEnd(
            tx,
            old.map(secret => secret.id),
            endsAt,
          )
        }
        const token = await issueSecret(tx, foundation, domain, row)
        await setKey(tx, id, { updated_at: now })
        const secrets = await listSecrets(tx, [id], now)
        await setTerms(tx, domain.id, id, termsOf({ name: row.name, secrets }))
        database.announce(tx, { kind: 'key', domainId: domain.id, id, at: now })
        await alongside?.(tx)
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'key.rotated',
          target: { kind: 'key', id, label: row.name },
          before: { secrets: old.map(secret => secret.id) },
          after: { secrets: secrets.map(secret => secret.id), overlapSeconds },
        })
        const record = await findKey(tx, domain.id, id)
        if (!record) throw new AppError('KEY_NOT_FOUND')
        const value = issued(domain, viewKey(record, secrets, now), token, bundleSecret)
        return { value, version: record.version }
      })
    },

    async reveal(actor, id) {
      const { domain } = actor
      return database.write(async tx => {
        const row = requireVisible(actor, await lockKey(tx, database.engine, domain.id, id))
        if (row.revoked_at !== null) throw new AppError('KEY_REVOKED')
        await requireTakeover(tx, actor, row)
        const [newest] = await listSecrets(tx, [id], clock.now())
        if (!newest?.sealed) throw new AppError('KEY_NOT_REVEALABLE')
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'key.revealed',
          target: { kind: 'key', id, label: row.name },
          after: { secret: newest.id },
        })
        return keyring.open(newest.sealed, newest.id)
      })
    },
  }
}
