import { keyAccess } from '@keywright/core'
import { namesResource } from '../access/grants.ts'
import type { AuditEntry } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { scopesOf } from './key.view.ts'
import { listKeysNaming, lockKey, setKey } from './keys.store.ts'
import type { KeyRow } from './keys.table.ts'

/** The scopes of keys that name one resource; wildcards that cover it name no resource. */
export interface ResourceScopes {
  /** The living keys of a domain that have such scopes, by id. */
  listNaming(tx: Tx, domainId: string, resource: string): Promise<{ id: string; name: string }[]>
  /**
   * Takes these scopes from all living keys: one that is left with none may do nothing. Answers what
   * the audit trail is to be told at the end of the transaction.
   */
  takeScopes(tx: Tx, domainId: string, resource: string): Promise<AuditEntry[]>
}

const KEYS_AT_ONCE = 500

/** Makes it. */
export function createResourceScopes({
  database,
  clock,
}: Pick<Foundation, 'database' | 'clock'>): ResourceScopes {
  async function* keysNaming(tx: Tx, domainId: string, resource: string): AsyncGenerator<KeyRow> {
    let after: string | undefined
    do {
      const page = { after, limit: KEYS_AT_ONCE }
      const rows: KeyRow[] = await listKeysNaming(tx, domainId, resource, page)
      yield* rows.filter(row => scopesOf(row)?.some(scope => namesResource(scope, resource)))
      after = rows.length < KEYS_AT_ONCE ? undefined : rows.at(-1)?.id
    } while (after !== undefined)
  }

  return {
    async listNaming(tx, domainId, resource) {
      const keys = []
      for await (const { id, name } of keysNaming(tx, domainId, resource)) keys.push({ id, name })
      return keys
    },

    async takeScopes(tx, domainId, resource) {
      const entries: AuditEntry[] = []
      for await (const { id } of keysNaming(tx, domainId, resource)) {
        const row = await lockKey(tx, database.engine, domainId, id)
        const before = row && scopesOf(row)
        if (!row || !before) continue
        const after = before.filter(scope => !namesResource(scope, resource))
        const at = clock.now()
        await setKey(tx, id, {
          scopes: JSON.stringify(after),
          access: keyAccess(row.role, after),
          updated_at: at,
        })
        database.announce(tx, { kind: 'key', domainId, id, at })
        entries.push({
          chain: domainId,
          action: 'key.updated',
          target: { kind: 'key', id, label: row.name },
          before: { scopes: before },
          after: { scopes: after },
        })
      }
      return entries
    },
  }
}
