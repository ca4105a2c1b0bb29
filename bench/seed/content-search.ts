// Fills a database that `seed/main.ts` made with articles and indexes their words:
// `seed/content-search.ts COUNT`, the place in the environment. Prints how many seconds the indexing took.
import { createServer, readConfig } from '@keywright/server'
import type { ContentObjectRow } from '../../packages/server/src/content/objects/objects.table.ts'
import {
  insertContentType,
  nextTypeNumber,
} from '../../packages/server/src/content/types/content-types.store.ts'
import { createId } from '../../packages/server/src/lib/ids.ts'
import { ARTICLE, articleAt } from '../lib/articles.ts'
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
const number = await database.write(async tx => {
  const number = await nextTypeNumber(tx)
  const times = { created_at: now, updated_at: now }
  const row = { id: createId('typ'), domain_id: domainId, number, ...ARTICLE, ...times, version: 1 }
  await insertContentType(tx, row)
  return number
})
await writeInBulk(database, ['content_objects'], async writer => {
  for (let from = 0; from < count; from += BATCH) {
    const rows: ContentObjectRow[] = []
    for (let index = from; index < Math.min(count, from + BATCH); index++) {
      const article = articleAt(index)
      const fields = JSON.stringify(article)
      rows.push({
        domain_id: domainId,
        id: `article-${String(index).padStart(7, '0')}`,
        type_number: number,
        title: article.title,
        fields,
        published: fields,
        version: 1,
        published_version: 1,
        created_at: now,
        created_by: null,
        created_by_label: 'bench',
        updated_at: now,
        updated_by: null,
        updated_by_label: 'bench',
        published_at: now,
      })
    }
    await writer.insert('content_objects', rows)
  }
})
const startedAt = performance.now()
await server.services.reindex.reindex(undefined, () => {})
const seconds = (performance.now() - startedAt) / 1000
// Nothing more is written, but the database does what it does after bulk writes.
await writeInBulk(database, ['content_heads'], async () => {})
await server.close()
console.log(seconds.toFixed(1))
