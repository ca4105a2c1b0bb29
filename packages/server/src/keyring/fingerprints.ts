import { ConfigError } from '../config.ts'
import type { Database } from '../db/database.ts'
import type { Keyring } from './keyring.ts'
import { findMeta, insertMeta } from './meta.store.ts'

/**
 * Refuses to start with other keys than the ones this database was used with: every token would be
 * unknown and every sealed text lost. New versions are noted on their first start.
 */
export async function checkFingerprints(database: Database, keyring: Keyring): Promise<void> {
  await database.write(async tx => {
    for (const [name, value] of Object.entries(keyring.fingerprints())) {
      await insertMeta(tx, name, value)
      if ((await findMeta(tx, name)) !== value) {
        throw new ConfigError(
          `The key ${name} is not the one this database was made with. Bring back its keys.json, or set KEYWRIGHT_MASTER_KEY and KEYWRIGHT_PEPPER to the values that the other nodes use.`,
        )
      }
    }
  })
}
