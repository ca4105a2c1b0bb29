import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { SecretLookup, VerifiedKey } from '../verify/verified-key.ts'
import {
  findNewestSecret,
  findSecretsByDigest,
  findSecretsById,
  type SecretLookupRow,
  setSecretDigest,
} from './secret-lookup.store.ts'
import { decodeVerifiedKey } from './verified-key.decode.ts'

/** The look-up of tokens, and the quiet renewal of digests that were made with an older pepper. */
export interface SecretLookupService extends SecretLookup {
  /** Waits for what is being written. */
  close(): Promise<void>
}

/** Digests that wait to be renewed at the most; more are renewed at a later use. */
const MAX_RENEWALS = 1000

interface Renewal {
  id: string
  oldDigest: string
  digest: string
  pepperVersion: number
}

/** Makes the look-up of tokens. */
export function createSecretLookup(parts: {
  database: Database
  keyring: Keyring
  logger: Logger
}): SecretLookupService {
  const { database, keyring, logger } = parts
  const renewals = new Map<string, Renewal>()
  let writing: Promise<void> | undefined

  function noteRenewal(row: SecretLookupRow, token: string) {
    if (row.pepper_version === keyring.pepperVersion || renewals.size >= MAX_RENEWALS) return
    const renewed = keyring.digest(token)
    renewals.set(row.secret_id, { id: row.secret_id, oldDigest: row.digest, ...renewed })
    // Verification never waits for this write, and many are one transaction.
    writing ??= new Promise<void>(resolve => setImmediate(resolve))
      .then(writeRenewals)
      .finally(() => {
        writing = undefined
      })
  }

  async function writeRenewals() {
    const batch = [...renewals.values()]
    renewals.clear()
    try {
      await database.write(async tx => {
        for (const renewal of batch) await setSecretDigest(tx, renewal)
      })
    } catch (error) {
      logger.warn({ err: error, secrets: batch.length }, 'digests could not be renewed')
    }
  }

  function decode(row: SecretLookupRow): VerifiedKey | undefined {
    try {
      return decodeVerifiedKey(row)
    } catch (error) {
      // One broken row must not fail the others of its batch, nor may it let anybody in.
      logger.error({ err: error, keyId: row.key_id }, 'a key cannot be decoded')
      return undefined
    }
  }

  return {
    async find(tokens) {
      const digests = tokens.map(token => keyring.digests(token))
      const rows = await findSecretsByDigest(database.db, padded(digests.flat()))
      const byDigest = new Map(rows.map(row => [row.digest, row]))
      return tokens.map((token, index) => {
        const digest = digests[index]?.find(digest => byDigest.has(digest))
        const row = digest === undefined ? undefined : byDigest.get(digest)
        if (!row) return undefined
        noteRenewal(row, token)
        return decode(row)
      })
    },
    async findById(secretId) {
      const [row] = await findSecretsById(database.db, [secretId])
      return row && decode(row)
    },
    async findByKeyId(keyId) {
      const row = await findNewestSecret(database.db, keyId)
      return row && decode(row)
    },
    async close() {
      await writing
    },
  }
}

/** Fills the list up to a power of two, so that few statements need to be prepared. */
function padded(digests: readonly string[]): string[] {
  const size = 2 ** Math.ceil(Math.log2(digests.length))
  return [...digests, ...new Array<string>(size - digests.length).fill(digests[0] ?? '')]
}
