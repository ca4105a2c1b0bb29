import { sql } from 'kysely'
import type { Migration } from '../migration.ts'

/** Full text of objects. */
export const contentSearch: Migration = {
  name: '0004-content-search',
  async up(tx, engine) {
    await sql`create table content_search (
      number ${engine.serial},
      type_number bigint not null,
      object_id text ${engine.bytewise} not null
    )`.execute(tx)
    await sql`create unique index content_search_object
      on content_search (type_number, object_id)`.execute(tx)
    await engine.search.create(tx)
  },
}
