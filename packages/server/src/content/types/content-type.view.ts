import type { ContentType } from '@keywright/contract'
import { toTime } from '../../lib/clock.ts'
import { readJson } from '../../lib/json.ts'
import type { ContentTypeRow } from './content-types.table.ts'

/** What a person decided about a content type, the name apart. */
export type TypeDefinition = Omit<ContentType, 'id' | 'name' | 'createdAt' | 'updatedAt'>

/** A content type as it travels. */
export function viewContentType(row: ContentTypeRow): ContentType {
  return {
    id: row.id,
    name: row.name,
    ...definitionOf(row),
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** What can be changed of a content type; also what the audit trail keeps of it. */
export function definitionOf(row: ContentTypeRow): TypeDefinition {
  return {
    label: row.label,
    description: row.description,
    titleField: row.title_field,
    slugField: row.slug_field,
    fieldOrder: readJson<string[]>(row.field_order),
    schema: readJson<ContentType['schema']>(row.schema),
  }
}

/** The columns that keep a definition. */
export function columnsOf(definition: TypeDefinition) {
  return {
    label: definition.label,
    description: definition.description,
    title_field: definition.titleField,
    slug_field: definition.slugField,
    field_order: JSON.stringify(definition.fieldOrder),
    schema: JSON.stringify(definition.schema),
  }
}
