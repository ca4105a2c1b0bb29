/** An object as it is now, and what is published of it. */
export interface ContentObjectsTable {
  domain_id: string
  id: string
  type_number: number
  /** The value of the title field, or the id. */
  title: string
  /** JSON of the draft. */
  fields: string
  /** JSON of what is published; null while nothing is. */
  published: string | null
  version: number
  published_version: number | null
  created_at: number
  created_by: string | null
  created_by_label: string
  updated_at: number
  updated_by: string | null
  updated_by_label: string
  published_at: number | null
}

/** Every version of every object there is: they go with it. `fields` is null where it changed none. */
export interface ContentVersionsTable {
  domain_id: string
  object_id: string
  version: number
  action: string
  /** The version it was made of, where that is not the one before: draft and published ones each have their line. */
  follows: number | null
  fields: string | null
  at: number
  by_id: string | null
  by_label: string
}

/**
 * How far the versions of a deleted object went, its end included, and nothing else of it: an object
 * that is given the id later goes on behind, so that no version of an id means two things.
 */
export interface ContentDeletionsTable {
  domain_id: string
  object_id: string
  version: number
}

/**
 * One row for each value of each field: filters, sorts and slugs read these instead of JSON.
 * Texts lie in `text` (their beginning, if they are long), numbers, times and booleans in `num`;
 * the other one is '' or 0. `views` says where the value is: see `VIEWS`.
 */
export interface ContentValuesTable {
  type_number: number
  field: string
  num: number
  text: string
  object_id: string
  views: number
}

/** Which object refers to which, drafts and published ones alike. */
export interface ContentReferencesTable {
  domain_id: string
  target_id: string
  source_id: string
  field: string
  views: number
}

/**
 * What happened to objects, for those who listen; `seq` has no gaps within a domain. Of a type that
 * is dropped with all its objects one row tells, with `TYPE_DROPPED` and without an object.
 */
export interface ContentEventsTable {
  domain_id: string
  seq: number
  type: string
  object_id: string
  kind: string
  /** 1: what is published changed with it; 0: nothing that delivery shows. */
  published: number
  version: number
  at: number
}

/** The last event of each domain; its lock puts the changes of a domain in one order. */
export interface ContentHeadsTable {
  domain_id: string
  seq: number
}

export type ContentObjectRow = ContentObjectsTable
export type ContentVersionRow = ContentVersionsTable
export type ContentDeletionRow = ContentDeletionsTable
export type ContentValueRow = ContentValuesTable
export type ContentReferenceRow = ContentReferencesTable
export type ContentEventRow = ContentEventsTable

/** The `kind` of the event that a type was dropped. */
export const TYPE_DROPPED = 'dropped'

/** Bits of `views`: the draft has the value, what is published has it. */
export const VIEWS = { draft: 1, published: 2 } as const

/** Which of the two is read: editors see drafts, delivery sees what is published. */
export type View = keyof typeof VIEWS

/** The fields under which the values of what every object has lie; no field of a type begins so. */
export const FACTS = {
  createdAt: '@createdAt',
  updatedAt: '@updatedAt',
  publishedAt: '@publishedAt',
  state: '@state',
} as const
