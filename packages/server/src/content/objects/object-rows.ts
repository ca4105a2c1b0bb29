import type { Tx } from '../../db/engine.ts'
import { readJson } from '../../lib/json.ts'
import type { CompiledType } from '../types/content-type.ts'
import { type FieldValue, referencesOf, valuesOf } from '../types/field-values.ts'
import { type Fields, stateOf } from './object.view.ts'
import { replaceReferences, replaceValues } from './object-rows.store.ts'
import {
  type ContentObjectRow,
  type ContentReferenceRow,
  type ContentValueRow,
  FACTS,
  VIEWS,
} from './objects.table.ts'
import { addWork, WORK } from './transaction-work.ts'

/** The fields of an object: its draft, and what is published of it; one and the same where they are equal. */
export interface ObjectViews {
  draft: Fields
  published: Fields | null
}

/** Reads both views of a row. */
function readViews(row: Pick<ContentObjectRow, 'fields' | 'published'>): ObjectViews {
  const draft = readJson<Fields>(row.fields)
  const { published } = row
  if (published === null) return { draft, published }
  return { draft, published: published === row.fields ? draft : readJson<Fields>(published) }
}

/** Rewrites what lists, filters and deletions know of an object. */
export async function indexObject(
  tx: Tx,
  type: CompiledType,
  row: ContentObjectRow,
): Promise<void> {
  await replaceValues(tx, type.number, row.id, valueRows(type, row))
  await replaceReferences(tx, row.domain_id, row.id, referenceRows(type, row))
  const characters = row.fields.length + (row.published?.length ?? 0)
  addWork(tx, WORK.object + characters / WORK.characters)
}

/** A row for each value; what the draft and what is published have in common is one row. */
export function valueRows(type: CompiledType, row: ContentObjectRow): ContentValueRow[] {
  const rows = new Map<string, ContentValueRow>()
  const add = ({ field, num, text }: FieldValue, views: number) => {
    const key = JSON.stringify([field, num, text])
    const known = rows.get(key)
    if (known) known.views |= views
    else rows.set(key, { type_number: type.number, field, num, text, object_id: row.id, views })
  }
  for (const [fields, view] of viewsOf(row)) {
    for (const value of valuesOf(type, fields)) add(value, view)
  }
  for (const [value, views] of factsOf(row)) add(value, views)
  return [...rows.values()]
}

/** What every object has beside its fields: delivery knows not when a draft was changed. */
function factsOf(row: ContentObjectRow): [FieldValue, number][] {
  const both = row.published === null ? VIEWS.draft : VIEWS.draft | VIEWS.published
  const time = (field: string, at: number): FieldValue => ({ field, num: at, text: '' })
  return [
    [time(FACTS.createdAt, row.created_at), both],
    [time(FACTS.updatedAt, row.updated_at), VIEWS.draft],
    [{ field: FACTS.state, num: 0, text: stateOf(row) }, VIEWS.draft],
    ...(row.published_at === null
      ? []
      : [[time(FACTS.publishedAt, row.published_at), both] as [FieldValue, number]]),
  ]
}

function referenceRows(type: CompiledType, row: ContentObjectRow): ContentReferenceRow[] {
  const rows = new Map<string, ContentReferenceRow>()
  for (const [fields, view] of viewsOf(row)) {
    for (const { field, id } of referencesOf(type, fields)) {
      const key = JSON.stringify([field, id])
      const known = rows.get(key)
      if (known) known.views |= view
      else
        rows.set(key, {
          domain_id: row.domain_id,
          target_id: id,
          source_id: row.id,
          field,
          views: view,
        })
    }
  }
  return [...rows.values()]
}

function viewsOf(row: ContentObjectRow): [Fields, number][] {
  const { draft, published } = readViews(row)
  if (published === null) return [[draft, VIEWS.draft]]
  if (published === draft) return [[draft, VIEWS.draft | VIEWS.published]]
  return [
    [draft, VIEWS.draft],
    [published, VIEWS.published],
  ]
}
