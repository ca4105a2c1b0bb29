import { KEY_SUMMARY_DAYS, type Key, type KeyListQuery, type KeySummary } from '@keywright/contract'
import type { Layer } from '@keywright/core'
import { z } from 'zod'
import type { DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Db } from '../db/engine.ts'
import { DAY } from '../lib/clock.ts'
import type { Versioned } from '../lib/versioned.ts'
import { type Page, readAfter, toPage } from '../paging.ts'
import { viewKey } from './key.view.ts'
import { type Grants, layersOf } from './key-grants.ts'
import { listKeys, sortValue } from './key-list.store.ts'
import { type KeyParts, ownersOf, requireVisible } from './key-parts.ts'
import { summarizeKeys } from './key-summary.store.ts'
import { splitWords } from './key-terms.ts'
import { findKey, findKeys, listSecrets } from './keys.store.ts'

/** Looking at keys. */
export interface KeyReads {
  list(actor: DomainActor, query: KeyListQuery): Promise<Page<Key>>
  /** Counts over the custom keys that the actor may see. */
  summary(actor: DomainActor): Promise<KeySummary>
  get(actor: DomainActor, id: string): Promise<Versioned<Key>>
  /** Keys of a domain by id, for whoever may see them by other right. */
  byId(domainId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Key>>
  /** What a key with these grants is bound by as things are now. */
  layersOf(domainId: string, grants: Grants): Promise<Layer[]>
}

/** Makes the part of the keys service that changes nothing. */
export function createKeyReads({
  foundation,
  roles,
}: Pick<KeyParts, 'foundation' | 'roles'>): KeyReads {
  const { database, clock } = foundation

  return {
    async list(actor, query) {
      const now = clock.now()
      const listName = `keys ${query.sort}`
      const { unusedSinceDays: unused, expiringInDays: expiring } = query
      const rows = await listKeys(
        database.db,
        database.engine,
        {
          ...query,
          domainId: actor.domain.id,
          words: query.search === undefined ? undefined : wordsOf(query.search),
          unusedSince: unused === undefined ? undefined : now - unused * DAY,
          expiringBefore: expiring === undefined ? undefined : now + expiring * DAY,
          ownedBy: actor.ownOnly ? ownersOf(actor.principal) : undefined,
          now,
        },
        query.sort,
        query.limit + 1,
        readAfter(listName, query.cursor, positionIn(query.sort)),
      )
      const ids = rows.map(row => row.id)
      const secretsOf = await listSecrets(database.db, ids, now)
      return toPage(listName, rows, query.limit, {
        view: row =>
          viewKey(
            row,
            secretsOf.filter(secret => secret.key_id === row.id),
            now,
          ),
        position: last => [sortValue(last, query.sort), last.id],
      })
    },

    async summary(actor) {
      const now = clock.now()
      return summarizeKeys(database.db, {
        domainId: actor.domain.id,
        ownedBy: actor.ownOnly ? ownersOf(actor.principal) : undefined,
        now,
        unusedSince: now - KEY_SUMMARY_DAYS.unused * DAY,
        expiringBefore: now + KEY_SUMMARY_DAYS.expiring * DAY,
      })
    },

    async get(actor, id) {
      requireVisible(actor, await findKey(database.db, actor.domain.id, id))
      return readKey(database.db, actor.domain.id, id, clock.now())
    },

    layersOf: (domainId, grants) => layersOf(database.db, roles, domainId, grants),

    async byId(domainId, ids) {
      const now = clock.now()
      const rows = await findKeys(database.db, domainId, ids)
      const secretsOf = await listSecrets(database.db, ids, now)
      return new Map(
        rows.map(row => {
          const own = secretsOf.filter(secret => secret.key_id === row.id)
          return [row.id, viewKey(row, own, now)] as const
        }),
      )
    },
  }
}

/** A key as it travels, with its version; throws KEY_NOT_FOUND. `now` in epoch milliseconds. */
export async function readKey(
  db: Db,
  domainId: string,
  id: string,
  now: number,
): Promise<Versioned<Key>> {
  const row = await findKey(db, domainId, id)
  if (!row) throw new AppError('KEY_NOT_FOUND')
  return { value: viewKey(row, await listSecrets(db, [id], now), now), version: row.version }
}

/** Where a page begins: the sort value and the id of the row before it. */
const positionIn = (sort: KeyListQuery['sort']) =>
  z.tuple([sort === 'name' ? z.string() : z.int(), z.string()])

/** A search that has no word in it finds nothing, rather than everything. */
function wordsOf(search: string): string[] {
  const words = splitWords(search)
  return words.length > 0 ? words : ['\u{10ffff}']
}
