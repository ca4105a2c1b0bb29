import type { domainEndpoints, Parsed } from '@keywright/contract'
import type { Actor, Domain, DomainActor, SessionActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import type { KeysService } from '../keys/keys.service.ts'
import { readCursor, writeCursor } from '../lib/cursor.ts'
import { difference } from '../lib/difference.ts'
import { createId } from '../lib/ids.ts'
import type { Versioned } from '../lib/versioned.ts'
import { DEFAULT_SETTINGS, decodeDomain } from './domain.ts'
import {
  type DomainSummary,
  type DomainView,
  viewDomain,
  viewDomainSummary,
} from './domain.view.ts'
import { changeSettings } from './domain-settings.ts'
import {
  findDomainById,
  insertDomain,
  insertFirstAdmin,
  listDomainsOf,
  lockDomain,
  lockDomains,
  setDomain,
} from './domains.store.ts'

type CreateDomain = Parsed<typeof domainEndpoints.create>['body']
type UpdateDomain = Parsed<typeof domainEndpoints.update>['body']
type ListQuery = Parsed<typeof domainEndpoints.list>['query']

/** The tenants of an instance. */
export interface DomainsService {
  /** Where a person is a member, or the one domain of a key. */
  list(
    actor: Actor,
    query: ListQuery,
  ): Promise<{ items: DomainSummary[]; nextCursor: string | null }>
  get(actor: DomainActor): Promise<Versioned<DomainView>>
  /** Makes a domain whose first ADMIN is the actor. */
  create(actor: SessionActor, input: CreateDomain): Promise<Versioned<DomainView>>
  /** The same inside a transaction, for another first ADMIN; answers the domain. */
  createIn(tx: Tx, actor: Actor, input: CreateDomain, adminId: string): Promise<Domain>
  update(actor: DomainActor, input: UpdateDomain, ifMatch?: number): Promise<Versioned<DomainView>>
  /** Takes a domain away; its keys stop at once, its trail stays. */
  delete(actor: DomainActor, slug: string, ifMatch?: number): Promise<void>
  /**
   * The domains with these slugs or ids, locked until the transaction ends and in an order that is
   * the same for everybody, so that changes of who belongs to one come one after the other. Those
   * that do not exist are missing.
   */
  lockAll(tx: Tx, slugsOrIds: readonly string[]): Promise<Domain[]>
}

const CURSOR = 'domains'

/** Makes the service of domains. */
export function createDomainsService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  keys: Pick<KeysService, 'createApplicationKeys'>
}): DomainsService {
  const { audit, keys } = parts
  const { database, clock } = parts.foundation

  async function createIn(tx: Tx, actor: Actor, input: CreateDomain, adminId: string) {
    const at = clock.now()
    const row = {
      id: createId('dom'),
      slug: input.slug,
      name: input.name,
      settings: JSON.stringify(DEFAULT_SETTINGS),
      created_at: at,
      updated_at: at,
      deleted_at: null,
      version: 1,
    }
    await insertDomain(tx, row)
    await insertFirstAdmin(tx, row.id, adminId, at)
    const domain = decodeDomain(row)
    await keys.createApplicationKeys(tx, actor, domain)
    database.announce(tx, { kind: 'domain', domainId: row.id, id: row.id, at })
    const entry = { action: 'domain.created', target: targetOf(domain), after: auditView(domain) }
    await audit.record(tx, actor, { ...entry, chain: row.id })
    await audit.record(tx, actor, { ...entry, chain: INSTANCE_CHAIN })
    return domain
  }

  return {
    createIn,

    async lockAll(tx, slugsOrIds) {
      return (await lockDomains(tx, database.engine, slugsOrIds)).map(decodeDomain)
    },

    async list({ principal }, { limit, cursor }) {
      if (principal.kind === 'key') {
        const row = await findDomainById(database.db, principal.key.domainId)
        return { items: row ? [viewDomainSummary(decodeDomain(row), null)] : [], nextCursor: null }
      }
      if (principal.kind !== 'session') throw new AppError('UNAUTHENTICATED')
      const rows = await listDomainsOf(database.db, principal.user.id, {
        after: readSlug(cursor),
        limit: limit + 1,
      })
      const shown = rows.slice(0, limit)
      const last = rows.length > limit ? shown.at(-1) : undefined
      return {
        items: shown.map(row => viewDomainSummary(decodeDomain(row), row.role)),
        nextCursor: last ? writeCursor(CURSOR, [last.slug]) : null,
      }
    },

    async get({ domain, role }) {
      return { value: viewDomain(domain, role), version: domain.version }
    },

    async create(actor, input) {
      const { user } = actor.principal
      try {
        const domain = await database.write(tx => createIn(tx, actor, input, user.id))
        return { value: viewDomain(domain, 'ADMIN'), version: domain.version }
      } catch (error) {
        if (database.engine.isDuplicate(error)) throw new AppError('SLUG_TAKEN')
        throw error
      }
    },

    async update(actor, input, ifMatch) {
      return database.write(async tx => {
        const domain = decodeDomain(await lock(tx, actor, ifMatch))
        const settings = changeSettings(actor.principal, domain.settings, input.settings ?? {})
        const at = clock.now()
        const wanted = { ...domain, name: input.name ?? domain.name, settings, updatedAt: at }
        const { before, after, changed } = difference(auditView(domain), auditView(wanted))
        if (!changed) return { value: viewDomain(domain, actor.role), version: domain.version }
        await setDomain(tx, domain.id, {
          name: wanted.name,
          settings: JSON.stringify(settings),
          updated_at: at,
        })
        database.announce(tx, { kind: 'domain', domainId: domain.id, id: domain.id, at })
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'domain.updated',
          target: targetOf(wanted),
          before,
          after,
        })
        return { value: viewDomain(wanted, actor.role), version: domain.version + 1 }
      })
    },

    async delete(actor, slug, ifMatch) {
      await database.write(async tx => {
        const domain = decodeDomain(await lock(tx, actor, ifMatch))
        if (slug !== domain.slug) throw new AppError('CONFIRMATION_MISMATCH')
        const at = clock.now()
        await setDomain(tx, domain.id, { deleted_at: at, updated_at: at })
        database.announce(tx, { kind: 'domain', domainId: domain.id, id: domain.id, at })
        const entry = {
          action: 'domain.deleted',
          target: targetOf(domain),
          before: auditView(domain),
        }
        await audit.record(tx, actor, { ...entry, chain: domain.id })
        await audit.record(tx, actor, { ...entry, chain: INSTANCE_CHAIN })
      })
    },
  }

  async function lock(tx: Tx, actor: DomainActor, ifMatch: number | undefined) {
    const row = await lockDomain(tx, database.engine, actor.domain.id)
    if (!row) throw new AppError('DOMAIN_NOT_FOUND')
    requireVersion(row.version, ifMatch)
    return row
  }
}

function targetOf(domain: Domain) {
  return { kind: 'domain', id: domain.id, label: domain.slug }
}

/** Settings one by one, so that the trail shows which of them changed. */
function auditView({ slug, name, settings }: Domain): Record<string, unknown> {
  return { slug, name, ...settings }
}

function readSlug(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const slug = readCursor(CURSOR, cursor)?.[0]
  if (typeof slug !== 'string') throw new AppError('CURSOR_INVALID')
  return slug
}
