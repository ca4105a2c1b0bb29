import { sql } from 'kysely'
import type { Engine, Tx } from '../engine.ts'
import type { Migration } from '../migration.ts'
import { table } from './table.ts'

/** Content types, objects with their versions and values, and what happened to them. */
export const content: Migration = {
  name: '0002-content',
  async up(tx, engine) {
    await createTypes(tx)
    await createObjects(tx, engine)
    await createValues(tx, engine)
    await createEvents(tx, engine)
  },
}

async function createTypes(tx: Tx) {
  await table(
    tx,
    'content_types',
    {
      id: 'text!',
      domain_id: 'text! > domains.id',
      number: 'bigint!',
      name: 'text!',
      label: 'text!',
      description: 'text!',
      title_field: 'text',
      slug_field: 'text',
      field_order: 'text!',
      schema: 'text!',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      version: 'bigint!',
    },
    ['id'],
  )
  await sql`create unique index content_types_name on content_types (domain_id, name)`.execute(tx)
  await sql`create unique index content_types_number on content_types (number)`.execute(tx)
  await table(tx, 'content_dropped_types', { number: 'bigint!', domain_id: 'text!' }, ['number'])
}

/** Ids and texts compare by their bytes on both engines, so that both answer in the same order. */
async function createObjects(tx: Tx, engine: Engine) {
  const text = sql`text ${engine.bytewise}`
  await sql`create table content_objects (
    domain_id text not null references domains (id),
    id ${text} not null,
    type_number bigint not null,
    title text not null,
    fields text not null,
    published text,
    version bigint not null,
    published_version bigint,
    created_at bigint not null,
    created_by text,
    created_by_label text not null,
    updated_at bigint not null,
    updated_by text,
    updated_by_label text not null,
    published_at bigint,
    constraint content_objects_pk primary key (domain_id, id)
  )`.execute(tx)
  await sql`create index content_objects_id
    on content_objects (type_number, id, published_at)`.execute(tx)
  await sql`create table content_versions (
    domain_id text not null references domains (id),
    object_id ${text} not null,
    version bigint not null,
    action text not null,
    follows bigint,
    fields text,
    at bigint not null,
    by_id text,
    by_label text not null,
    constraint content_versions_pk primary key (domain_id, object_id, version)
  ) ${engine.clustered}`.execute(tx)
  await sql`create table content_deletions (
    domain_id text not null references domains (id),
    object_id ${text} not null,
    version bigint not null,
    constraint content_deletions_pk primary key (domain_id, object_id)
  ) ${engine.clustered}`.execute(tx)
}

async function createValues(tx: Tx, engine: Engine) {
  const text = sql`text ${engine.bytewise}`
  await sql`create table content_values (
    type_number bigint not null,
    field text not null,
    num double precision not null,
    text ${text} not null,
    object_id ${text} not null,
    views bigint not null,
    constraint content_values_pk primary key (type_number, field, num, text, object_id)
      ${engine.including('views')}
  ) ${engine.clustered}`.execute(tx)
  await sql`create index content_values_object
    on content_values (object_id, field, num, text, views, type_number)`.execute(tx)
  await sql`create table content_references (
    domain_id text not null,
    target_id ${text} not null,
    source_id ${text} not null,
    field text not null,
    views bigint not null,
    constraint content_references_pk primary key (domain_id, target_id, source_id, field)
  ) ${engine.clustered}`.execute(tx)
  await sql`create index content_references_source
    on content_references (source_id, domain_id)`.execute(tx)
}

async function createEvents(tx: Tx, engine: Engine) {
  await table(
    tx,
    'content_events',
    {
      domain_id: 'text!',
      seq: 'bigint!',
      type: 'text!',
      object_id: 'text!',
      kind: 'text!',
      published: 'bigint!',
      version: 'bigint!',
      at: 'bigint!',
    },
    ['domain_id', 'seq'],
    engine.clustered,
  )
  await table(
    tx,
    'content_heads',
    { domain_id: 'text! > domains.id', seq: 'bigint!' },
    ['domain_id'],
    engine.clustered,
  )
}
