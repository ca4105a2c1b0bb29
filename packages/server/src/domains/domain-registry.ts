import { LRUCache } from 'lru-cache'
import type { Domain } from '../access/principal.ts'
import type { Database } from '../db/database.ts'
import { decodeDomain } from './domain.ts'
import { findDomainByName } from './domains.store.ts'

/** The domains by name. */
export interface DomainRegistry {
  /** The domain with this slug or id as it is now, undefined where there is none; at once where it is in memory. */
  find(slugOrId: string): Domain | undefined | Promise<Domain | undefined>
}

const MAX_DOMAINS = 2000

/**
 * Makes the registry. On the embedded database, which nobody else can write to, domains are kept until
 * a change of one is committed. Where there may be other nodes each is read when it is asked for: their
 * changes are heard of a moment after they hold, and a protected domain is protected at once.
 */
export function createDomainRegistry({ database }: { database: Database }): DomainRegistry {
  const isKept = database.engine.channel() === 'none'
  const kept = new LRUCache<string, Domain>({ max: MAX_DOMAINS })
  let changes = 0

  if (isKept) {
    database.subscribe({
      onChange({ kind }) {
        if (kind !== 'domain') return
        changes++
        kept.clear()
      },
    })
  }

  async function load(slugOrId: string): Promise<Domain | undefined> {
    const begun = changes
    const row = await findDomainByName(database.db, slugOrId)
    const domain = row && shared(decodeDomain(row))
    // What was waited for may be what was there before a change.
    if (isKept && domain && begun === changes) kept.set(slugOrId, domain)
    return domain
  }

  return { find: slugOrId => kept.get(slugOrId) ?? load(slugOrId) }
}

/** The same object is handed to everybody. */
function shared(domain: Domain): Domain {
  Object.freeze(domain.settings)
  return Object.freeze(domain)
}
