import type { Tx } from '../../db/engine.ts'
import type { CompiledType } from '../types/content-type.ts'
import { referencesOf, valuesOf } from '../types/field-values.ts'
import { replaceReferences, replaceValues } from './object-rows.store.ts'
import { type ContentReferenceRow, type ContentValueRow, VIEWS } from './objects.table.ts'

/** The fields of an object: its draft, and what is published of it. */
export interface ObjectViews {
  domainId: string
  id: string
  draft: Record<string, unknown>
  published: Record<string, unknown> | null
}

/** Rewrites what filters, sorts and deletions know of an object. */
export async function indexObject(tx: Tx, type: CompiledType, object: ObjectViews): Promise<void> {
  await replaceValues(tx, type.number, object.id, valueRows(type, object))
  await replaceReferences(tx, object.domainId, object.id, referenceRows(type, object))
}

/** A row for each value; what the draft and what is published have in common is one row. */
export function valueRows(type: CompiledType, object: ObjectViews): ContentValueRow[] {
  const rows = new Map<string, ContentValueRow>()
  forEachView(object, (fields, view) => {
    for (const { field, num, text } of valuesOf(type, fields)) {
      const key = JSON.stringify([field, num, text])
      const known = rows.get(key)
      if (known) known.views |= view
      else
        rows.set(key, {
          type_number: type.number,
          field,
          num,
          text,
          object_id: object.id,
          views: view,
        })
    }
  })
  return [...rows.values()]
}

function referenceRows(type: CompiledType, object: ObjectViews): ContentReferenceRow[] {
  const rows = new Map<string, ContentReferenceRow>()
  forEachView(object, (fields, view) => {
    for (const { field, id } of referencesOf(type, fields)) {
      const key = JSON.stringify([field, id])
      const known = rows.get(key)
      if (known) known.views |= view
      else
        rows.set(key, {
          domain_id: object.domainId,
          target_id: id,
          source_id: object.id,
          field,
          views: view,
        })
    }
  })
  return [...rows.values()]
}

function forEachView(
  object: ObjectViews,
  visit: (fields: Record<string, unknown>, view: number) => void,
) {
  visit(object.draft, VIEWS.draft)
  if (object.published) visit(object.published, VIEWS.published)
}
