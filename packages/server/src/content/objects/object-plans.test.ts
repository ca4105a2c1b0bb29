import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { Db } from '../../db/engine.ts'
import { createTestServer } from '../../testing/create-test-server.ts'
import { listObjects } from './object-list.store.ts'
import { beginWalk } from './walk.ts'

/*
 * No way to a list hangs on what a planner expects. Here Postgres knows figures that are no longer
 * true, as after an import.
 */

const TYPE = 987_654
const OBJECTS = 6000

it('an object’s values are looked up by the object, however rare Postgres thinks they are', async () => {
  const server = await createTestServer({ engine: 'postgres' })
  try {
    const { database } = server.server.foundation
    await fill(database.db, 'a', 0, ['place'])
    await sql`analyze content_values`.execute(database.db)
    // None of these was there when it looked.
    await fill(database.db, 'b', 1e12, ['place', 'price'])
    const listing = {
      domainId: 'none',
      typeNumber: TYPE,
      view: 'draft' as const,
      where: { kind: 'value', field: 'price', test: { op: 'gte', value: 1e12 } } as const,
      order: { field: 'place', descending: false },
      after: undefined,
      limit: 20,
    }
    const { rows, blocks } = await database.write(async tx => {
      const { rows } = await listObjects(tx, listing, beginWalk(), {
        ...{ many: -1, few: 0, spread: 1, far: 0, lookUp: 1 },
      })
      return { rows, blocks: await blocksRead(tx) }
    })
    expect(rows.map(row => row.id).slice(0, 2)).toEqual(['b1', 'b2'])
    // A few for each look-up, however many objects there are: through all prices it would be over 40.
    expect(blocks).toBeLessThan(20 * OBJECTS)
  } finally {
    await server.close()
  }
})

/** Objects with values from somewhere on in some fields. */
async function fill(db: Db, prefix: string, from: number, fields: string[]) {
  for (const field of fields) {
    await sql`insert into content_values (type_number, field, num, text, object_id, views)
      select ${TYPE}::bigint, ${field}::text, ${from}::double precision + n, '', ${prefix}::text || n, 3
      from generate_series(1, ${OBJECTS}::integer) n`.execute(db)
  }
}

/** Pages of the indexes of values that this transaction has read. */
async function blocksRead(db: Db): Promise<number> {
  const { rows } = await sql<{ blocks: number }>`
    select pg_stat_get_xact_blocks_fetched('content_values_pk'::regclass)
      + pg_stat_get_xact_blocks_fetched('content_values_object'::regclass) as blocks`.execute(db)
  return Number(rows[0]?.blocks)
}
