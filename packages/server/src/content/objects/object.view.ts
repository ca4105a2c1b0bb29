import type {
  ChangedObject,
  ContentObject,
  ContentVersion,
  DeliveredObject,
} from '@keywright/contract'
import { toTime } from '../../lib/clock.ts'
import { readJson } from '../../lib/json.ts'
import type { ShownObjectRow } from './objects.store.ts'
import type { ContentObjectRow, ContentVersionRow } from './objects.table.ts'

/** The fields of an object: values by name. */
export type Fields = Record<string, unknown>

/** An object as editors see it. */
export function viewObject(type: string, row: ContentObjectRow): ContentObject {
  return {
    id: row.id,
    type,
    title: row.title,
    state: stateOf(row),
    version: row.version,
    publishedVersion: row.published_version,
    fields: readJson<Fields>(row.fields),
    createdAt: toTime(row.created_at),
    createdBy: { id: row.created_by, label: row.created_by_label },
    updatedAt: toTime(row.updated_at),
    updatedBy: { id: row.updated_by, label: row.updated_by_label },
    publishedAt: toTime(row.published_at),
  }
}

/** An object for somebody who changed it: nothing that others wrote, unless it may be read. */
export function viewChanged(type: string, row: ContentObjectRow, mayRead: boolean): ChangedObject {
  const object = viewObject(type, row)
  if (mayRead) return object
  const { title, fields, createdBy, updatedBy, ...rest } = object
  return rest
}

/**
 * The same as JSON. Its fields are JSON already and go into it as they are: to read and to write them
 * again is most of the work.
 */
export function writeObject(type: string, id: string, row: ShownObjectRow): string {
  const createdAt = toTime(row.created_at)
  const updatedAt = row.updated_at === row.created_at ? createdAt : toTime(row.updated_at)
  const publishedAt = row.published_at === row.updated_at ? updatedAt : toTime(row.published_at)
  return `{"id":"${id}","type":"${type}","title":${JSON.stringify(row.title)},"state":"${stateOf(row)}","version":${row.version},"publishedVersion":${row.published_version},"fields":${row.fields},"createdAt":"${createdAt}","createdBy":${writeWho(row.created_by, row.created_by_label)},"updatedAt":"${updatedAt}","updatedBy":${writeWho(row.updated_by, row.updated_by_label)},"publishedAt":${publishedAt === null ? null : `"${publishedAt}"`}}`
}

function writeWho(id: string | null, label: string): string {
  return `{"id":${id === null ? null : JSON.stringify(id)},"label":${JSON.stringify(label)}}`
}

/** What is published of an object; undefined where nothing is. */
export function viewDelivered(type: string, row: ContentObjectRow): DeliveredObject | undefined {
  if (row.published === null || row.published_version === null || row.published_at === null) {
    return undefined
  }
  return {
    id: row.id,
    type,
    version: row.published_version,
    fields: readJson<Fields>(row.published),
    createdAt: toTime(row.created_at),
    publishedAt: toTime(row.published_at),
  }
}

/** A version of an object; `published` is the version that is. */
export function viewVersion(
  row: Omit<ContentVersionRow, 'fields' | 'follows'>,
  published: number | null,
): ContentVersion {
  return {
    version: row.version,
    // The column is only ever written with one of these.
    action: row.action as ContentVersion['action'],
    at: toTime(row.at),
    by: { id: row.by_id, label: row.by_label },
    published: row.version === published,
  }
}

/** Whether an object is published, and as it is now. */
export function stateOf(
  row: Pick<ContentObjectRow, 'version' | 'published_version'>,
): ContentObject['state'] {
  if (row.published_version === null) return 'draft'
  return row.published_version === row.version ? 'published' : 'changed'
}
