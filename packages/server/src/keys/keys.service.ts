import type { IssuedKey, Key, keyEndpoints, Parsed } from '@keywright/contract'
import { decide, keyAccess } from '@keywright/core'
import type { Actor, Domain, DomainActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { Tx } from '../db/engine.ts'
import { difference } from '../lib/difference.ts'
import { createId } from '../lib/ids.ts'
import { readJson } from '../lib/json.ts'
import type { Versioned } from '../lib/versioned.ts'
import { auditView, scopesOf } from './key.view.ts'
import { requireWithinCaller } from './key-bounds.ts'
import { layersOf, requireCeiling, requireSubject } from './key-grants.ts'
import { type Alongside, issueSecret, type KeyParts, makerOf, requireVisible } from './key-parts.ts'
import { createKeyReads, type KeyReads, readKey } from './key-reads.ts'
import { createKeySecrets, type KeySecrets } from './key-secrets.ts'
import { termsOf } from './key-terms.ts'
import { parseExpiry, parseIpAllow } from './key-values.ts'
import { deleteSeals, insertKey, listSecrets, lockKey, setKey, setTerms } from './keys.store.ts'
import type { KeyRow } from './keys.table.ts'

export type CreateKey = Parsed<typeof keyEndpoints.create>['body']
export type UpdateKey = Parsed<typeof keyEndpoints.update>['body']
type BulkKeys = Parsed<typeof keyEndpoints.bulk>['body']

/** Issuing keys and ending them. */
export interface KeysService extends KeyReads, KeySecrets {
  /** `alongside` is told the id of the key. */
  create(
    actor: DomainActor,
    input: CreateKey,
    alongside?: (tx: Tx, id: string) => Promise<void>,
  ): Promise<IssuedKey>
  update(
    actor: DomainActor,
    id: string,
    input: UpdateKey,
    ifMatch?: number,
    alongside?: Alongside,
  ): Promise<Versioned<Key>>
  disable(actor: DomainActor, id: string, ifMatch?: number): Promise<Versioned<Key>>
  enable(actor: DomainActor, id: string, ifMatch?: number): Promise<Versioned<Key>>
  /** Without `alongside` where it was revoked before. */
  revoke(
    actor: DomainActor,
    id: string,
    reason?: string,
    ifMatch?: number,
    alongside?: Alongside,
  ): Promise<Versioned<Key>>
  /** Each key on its own: one that cannot be done does not stop the others. */
  bulk(
    actor: DomainActor,
    input: BulkKeys,
  ): Promise<{ id: string; done: boolean; code: string | null }[]>
  /** The read-write and the read-only key that a domain is made with. */
  createApplicationKeys(tx: Tx, actor: Actor, domain: Domain): Promise<void>
}

const APPLICATION_KEYS = [
  {
    name: 'Read and write',
    description: 'Application key: reads and changes all content of this domain.',
    scopes: ['content.*:*'],
  },
  {
    name: 'Read only',
    description: 'Application key: reads all content of this domain.',
    scopes: ['content.*:read'],
  },
]

/** Makes the keys service. */
export function createKeysService(parts: KeyParts): KeysService {
  const { foundation, audit, roles } = parts
  const { database, clock } = foundation
  const secrets = createKeySecrets(parts)

  /** Changes a living key under its lock: checks, writes, words, audit and announcement in one place. */
  async function change(
    actor: DomainActor,
    id: string,
    ifMatch: number | undefined,
    action: string,
    decide: (tx: Tx, row: KeyRow) => Promise<Partial<KeyRow>>,
  ): Promise<Versioned<Key>> {
    return database.write(async tx => {
      const { domain } = actor
      const row = requireVisible(actor, await lockKey(tx, database.engine, domain.id, id))
      requireVersion(row.version, ifMatch)
      const columns = await decide(tx, row)
      const { before, after, changed } = difference(
        auditView(row),
        auditView({ ...row, ...columns }),
      )
      if (changed) {
        const at = clock.now()
        await setKey(tx, id, { ...columns, updated_at: at })
        const target = { kind: 'key', id, label: columns.name ?? row.name }
        database.announce(tx, { kind: 'key', domainId: domain.id, id, at })
        await audit.record(tx, actor, { chain: domain.id, action, target, before, after })
      }
      return readKey(tx, domain.id, id, clock.now())
    })
  }

  function revoke(
    actor: DomainActor,
    id: string,
    reason: string | undefined,
    ifMatch?: number,
    alongside?: Alongside,
  ) {
    return change(actor, id, ifMatch, 'key.revoked', async (tx, row) => {
      if (row.kind === 'application') throw new AppError('APPLICATION_KEY')
      if (row.revoked_at !== null) return {}
      await deleteSeals(tx, id)
      await alongside?.(tx)
      return { revoked_at: clock.now(), revoked_reason: reason ?? null }
    })
  }

  function disable(actor: DomainActor, id: string, ifMatch?: number) {
    return change(actor, id, ifMatch, 'key.disabled', async (_, row) => {
      requireLiving(row)
      return row.disabled_at === null ? { disabled_at: clock.now() } : {}
    })
  }

  async function insert(
    tx: Tx,
    actor: Actor,
    domain: Domain,
    key: Omit<KeyRow, 'domain_id' | 'access' | 'created_at' | 'updated_at' | 'version'>,
  ): Promise<string> {
    const at = clock.now()
    const row = {
      ...key,
      domain_id: domain.id,
      access: keyAccess(key.role, scopesOf(key)),
      created_at: at,
      updated_at: at,
      version: 1,
    }
    await insertKey(tx, row)
    const token = await issueSecret(tx, foundation, domain, row)
    const secret = { prefix: domain.settings.keyPrefix, last_four: token.slice(-4) }
    await setTerms(tx, domain.id, row.id, termsOf({ name: row.name, secrets: [secret] }))
    database.announce(tx, { kind: 'key', domainId: domain.id, id: row.id, at })
    await audit.record(tx, actor, {
      chain: domain.id,
      action: 'key.created',
      target: { kind: 'key', id: row.id, label: row.name },
      after: auditView(row),
    })
    return token
  }

  return {
    ...createKeyReads(parts),
    ...secrets,
    disable,
    revoke: (actor, id, reason, ...more) => revoke(actor, id, reason, ...more),

    async create(actor, input, alongside) {
      const { domain } = actor
      const bundleSecret = input.includeBundle ? await secrets.sharedSecretFor(actor) : undefined
      const id = createId('key')
      const maker = makerOf(actor.principal)
      const grants = {
        role: input.role ?? null,
        scopes: input.scopes ?? null,
        actsAs: input.actsAs ?? null,
      }
      const expiresAt = parseExpiry(input, domain.settings, clock.now())
      const ipAllow = parseIpAllow(input.ipAllow ?? [])
      const { token, key } = await database.write(async tx => {
        const layers = await layersOf(tx, roles, domain.id, grants)
        await requireSubject(tx, domain.id, grants.actsAs)
        requireCeiling(actor, grants.actsAs, layers)
        await requireWithinCaller(tx, actor, { expiresAt, ipAllow })
        const scopes = layers.find(layer => layer.name === 'scopes')
        const token = await insert(tx, actor, domain, {
          id,
          kind: 'custom',
          name: input.name,
          description: input.description ?? '',
          role: grants.role,
          scopes: scopes ? JSON.stringify(scopes.permissions.permissions) : null,
          acts_as: grants.actsAs,
          created_by: maker.id,
          created_by_label: maker.label,
          expires_at: expiresAt,
          disabled_at: null,
          revoked_at: null,
          revoked_reason: null,
          ip_allow: JSON.stringify(ipAllow),
          metadata: JSON.stringify(input.metadata ?? {}),
        })
        await alongside?.(tx, id)
        // Read here: after the commit nothing may fail any more, or the token would be lost.
        return { token, key: (await readKey(tx, domain.id, id, clock.now())).value }
      })
      return secrets.issued(domain, key, token, bundleSecret)
    },

    update: (actor, id, input, ifMatch, alongside) =>
      change(actor, id, ifMatch, 'key.updated', async (tx, row) => {
        const { domain } = actor
        if (row.kind === 'application') throw new AppError('APPLICATION_KEY')
        requireLiving(row)
        const current = { role: row.role, scopes: scopesOf(row), actsAs: row.acts_as }
        requireCeiling(actor, row.acts_as, await layersOf(tx, roles, domain.id, current))
        const wanted = {
          role: input.role === undefined ? current.role : input.role,
          scopes: input.scopes === undefined ? current.scopes : input.scopes,
          actsAs: input.actsAs === undefined ? current.actsAs : input.actsAs,
        }
        const layers = await layersOf(tx, roles, domain.id, wanted)
        if (wanted.actsAs !== current.actsAs) await requireSubject(tx, domain.id, wanted.actsAs)
        requireCeiling(actor, wanted.actsAs, layers)
        const redated = input.expiresAt !== undefined || input.expiresInDays !== undefined
        const bounds = {
          expiresAt: redated ? parseExpiry(input, domain.settings, clock.now()) : row.expires_at,
          ipAllow: input.ipAllow ? parseIpAllow(input.ipAllow) : readJson<string[]>(row.ip_allow),
        }
        await requireWithinCaller(tx, actor, bounds)
        const name = input.name ?? row.name
        if (name !== row.name) {
          const owned = await listSecrets(tx, [id], clock.now())
          await setTerms(tx, domain.id, id, termsOf({ name, secrets: owned }))
        }
        await alongside?.(tx)
        const scopes = layers.find(layer => layer.name === 'scopes')
        return {
          name,
          description: input.description ?? row.description,
          role: wanted.role,
          scopes: scopes ? JSON.stringify(scopes.permissions.permissions) : null,
          access: keyAccess(wanted.role, scopes?.permissions.permissions ?? null),
          acts_as: wanted.actsAs,
          expires_at: bounds.expiresAt,
          ip_allow: JSON.stringify(bounds.ipAllow),
          ...(input.metadata && { metadata: JSON.stringify(input.metadata) }),
        }
      }),

    enable: (actor, id, ifMatch) =>
      change(actor, id, ifMatch, 'key.enabled', async (tx, row) => {
        requireLiving(row)
        await secrets.requireTakeover(tx, actor, row)
        return { disabled_at: null }
      }),

    async bulk(actor, { action, ids, reason }) {
      if (action === 'disable') requireUpdate(actor)
      const results = []
      for (const id of new Set(ids)) {
        const done = action === 'disable' ? disable(actor, id) : revoke(actor, id, reason)
        results.push(
          await done.then(
            () => ({ id, done: true, code: null }),
            (error: unknown) => {
              if (error instanceof AppError) return { id, done: false, code: error.code }
              throw error
            },
          ),
        )
      }
      return results
    },

    async createApplicationKeys(tx, actor, domain) {
      const maker = makerOf(actor.principal)
      for (const { name, description, scopes } of APPLICATION_KEYS) {
        await insert(tx, actor, domain, {
          id: createId('key'),
          kind: 'application',
          name,
          description,
          role: null,
          scopes: JSON.stringify(scopes),
          acts_as: null,
          created_by: maker.id,
          created_by_label: maker.label,
          expires_at: null,
          disabled_at: null,
          revoked_at: null,
          revoked_reason: null,
          ip_allow: '[]',
          metadata: '{}',
        })
      }
    },
  }
}

/** One by one, disabling needs this as well. */
function requireUpdate(actor: DomainActor) {
  const permission = actor.ownOnly ? 'backoffice.keys.own:update' : 'backoffice.keys:update'
  if (!decide(actor.layers, permission).allowed) {
    throw new AppError('FORBIDDEN', { missing: [permission] })
  }
}

/** Nothing brings a revoked key back. */
function requireLiving(row: KeyRow) {
  if (row.revoked_at !== null) throw new AppError('KEY_REVOKED')
}
