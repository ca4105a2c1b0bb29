import { sql } from 'kysely'
import type { Migration } from '../migration.ts'
import { table } from './table.ts'

/** Uploaded files, and what is left of them in the storage. */
export const contentMedia: Migration = {
  name: '0003-content-media',
  async up(tx, engine) {
    await table(
      tx,
      'content_media',
      {
        id: 'text!',
        domain_id: 'text! > domains.id',
        name: 'text!',
        alt: 'text!',
        type: 'text!',
        size: 'bigint!',
        sha256: 'text!',
        width: 'bigint',
        height: 'bigint',
        focal_point: 'text',
        created_at: 'bigint!',
        created_by: 'text',
        created_by_label: 'text!',
        updated_at: 'bigint!',
        version: 'bigint!',
      },
      ['id'],
    )
    await sql`create index content_media_newest
      on content_media (domain_id, created_at, id ${engine.bytewise})`.execute(tx)
    await sql`create index content_media_name
      on content_media (domain_id, (lower(name ${engine.bytewise})), id ${engine.bytewise})`.execute(
      tx,
    )
    await sql`create index content_media_size
      on content_media (domain_id, size, id ${engine.bytewise})`.execute(tx)
    await table(tx, 'media_leftovers', { storage_key: 'text!', due_at: 'bigint!' }, ['storage_key'])
    await sql`create index media_leftovers_due on media_leftovers (due_at)`.execute(tx)
  },
}
