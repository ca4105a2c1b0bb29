// Fills a database that `seed/main.ts` made with objects of one type: `seed/content.ts COUNT`, the
// place in the environment. A program of its own, so that nothing of it stays in memory.
import { createServer, readConfig } from '@keywright/server'
import { CLI } from '../../packages/server/src/access/principal.ts'
import { valueRows } from '../../packages/server/src/content/objects/object-rows.ts'
import type {
  ContentObjectRow,
  ContentValueRow,
} from '../../packages/server/src/content/objects/objects.table.ts'
import {
  insertContentType,
  nextTypeNumber,
} from '../../packages/server/src/content/types/content-types.store.ts'
import { createId } from '../../packages/server/src/lib/ids.ts'
import { objectIdAt, PRODUCT, productAt } from '../lib/products.ts'
import { writeInBulk } from './bulk-writer.ts'

const BATCH = 2048

const count = Number(process.argv[2])
const server = await createServer(
  readConfig({
    KEYWRIGHT_DATA: process.env.KEYWRIGHT_DATA,
    DATABASE_URL: process.env.DATABASE_URL,
    KEYWRIGHT_LOG_LEVEL: 'warn',
  }),
)
const { database } = server.foundation
const { id: domainId } = await database.db
  .selectFrom('domains')
  .select('id')
  .where('slug', '=', 'main')
  .executeTakeFirstOrThrow()
const now = Date.now()
await database.write(async tx => {
  const number = await nextTypeNumber(tx)
  const times = { created_at: now, updated_at: now }
  const row = { id: createId('typ'), domain_id: domainId, number, ...PRODUCT, ...times, version: 1 }
  await insertContentType(tx, row)
})
const type = await server.services.typeRegistry.get(domainId, PRODUCT.name)
await writeInBulk(database, ['content_objects', 'content_values'], async writer => {
  for (let from = 0; from < count; from += BATCH) {
    const objects: ContentObjectRow[] = []
    const values: ContentValueRow[] = []
    for (let index = from; index < Math.min(count, from + BATCH); index++) {
      const id = objectIdAt(index)
      const fields = productAt(index)
      const at = now - (count - index) * 1000
      const row: ContentObjectRow = {
        domain_id: domainId,
        id,
        type_number: type.number,
        title: String(fields.name),
        fields: JSON.stringify(fields),
        published: JSON.stringify(fields),
        version: 1,
        published_version: 1,
        created_at: at,
        created_by: null,
        created_by_label: CLI.principal.kind,
        updated_at: at,
        updated_by: null,
        updated_by_label: CLI.principal.kind,
        published_at: at,
      }
      objects.push(row)
      values.push(...valueRows(type, row))
    }
    await writer.insert('content_objects', objects)
    await writer.insert('content_values', values)
  }
})
await server.close()
