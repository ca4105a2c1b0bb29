/** A content type. `number` stands for it in the rows of its objects and their values: ids are long. */
export interface ContentTypesTable {
  id: string
  domain_id: string
  number: number
  name: string
  label: string
  description: string
  title_field: string | null
  slug_field: string | null
  /** JSON list of field names. */
  field_order: string
  /** JSON Schema as text. */
  schema: string
  created_at: number
  updated_at: number
  version: number
}

/** A type that is gone, while rows of its objects are still to be deleted. */
export interface ContentDroppedTypesTable {
  number: number
  domain_id: string
}

/** A row of it. */
export type ContentTypeRow = ContentTypesTable
