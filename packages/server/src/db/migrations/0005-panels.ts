import { sql } from 'kysely'
import type { Migration } from '../migration.ts'
import { table } from './table.ts'

/** Panels, and the devices that they are open on. */
export const panels: Migration = {
  name: '0005-panels',
  async up(tx, engine) {
    await table(
      tx,
      'panels',
      {
        id: 'text!',
        domain_id: 'text! > domains.id',
        key_id: 'text! > keys.id',
        name: 'text!',
        shows: 'text!',
        given_scopes: 'text',
        created_at: 'bigint!',
        created_by: 'text',
        created_by_label: 'text!',
        updated_at: 'bigint!',
        version: 'bigint!',
      },
      ['id'],
    )
    await sql`create index panels_newest on panels (domain_id, created_at, id ${engine.bytewise})`.execute(
      tx,
    )
    await sql`create unique index panels_key on panels (key_id)`.execute(tx)
    await table(
      tx,
      'panel_devices',
      {
        id: 'text!',
        panel_id: 'text! > panels.id',
        digest: 'text!',
        first_seen_at: 'bigint!',
        last_seen_at: 'bigint!',
        ip: 'text',
        user_agent: 'text',
        ended_at: 'bigint',
      },
      ['id'],
    )
    await sql`create unique index panel_devices_digest on panel_devices (digest)`.execute(tx)
    await sql`create index panel_devices_seen on panel_devices (panel_id, last_seen_at)`.execute(tx)
    await sql`create index panel_devices_ended on panel_devices (ended_at) where ended_at is not null`.execute(
      tx,
    )
  },
}
