// Brings an empty database to the newest schema and fills it: `seed/main.ts COUNT`, the place in the
// environment. Prints the id of the domain and the version of the database. A program of its own, so that nothing of it stays in memory.
import { createServer, readConfig } from '@keywright/server'
import { OWNER } from '../lib/place.ts'
import { versionOf, writeInBulk } from './bulk-writer.ts'
import { type SeedRows, seedRows } from './rows.ts'

/** In an order that their references allow. */
const TABLES = [
  'keys',
  'key_usage',
  'secrets',
  'key_terms',
] as const satisfies readonly (keyof SeedRows)[]
const BATCH = 4096

const count = Number(process.argv[2])
const server = await createServer(
  readConfig({
    KEYWRIGHT_DATA: process.env.KEYWRIGHT_DATA,
    DATABASE_URL: process.env.DATABASE_URL,
    KEYWRIGHT_OWNER_EMAIL: OWNER.email,
    KEYWRIGHT_OWNER_PASSWORD: OWNER.password,
    KEYWRIGHT_LOG_LEVEL: 'warn',
  }),
)
await server.services.owner.createFirst()
const { database, keyring } = server.foundation
const { id: domainId } = await database.db
  .selectFrom('domains')
  .select('id')
  .where('slug', '=', 'main')
  .executeTakeFirstOrThrow()
const target = { domainId, keyring, count, now: Date.now() }
await writeInBulk(database, TABLES, async writer => {
  for (let from = 0; from < count; from += BATCH) {
    const rows = seedRows(target, from, Math.min(count, from + BATCH))
    for (const table of TABLES) await writer.insert(table, rows[table])
  }
})
const version = await versionOf(database)
await server.close()
console.log(`${domainId}\n${version}`)
