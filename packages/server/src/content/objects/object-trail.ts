import type { AuditChange } from '../../audit/audit.service.ts'
import type { CompiledType } from '../types/content-type.ts'
import type { ContentObjectRow } from './objects.table.ts'

/** What the audit trail keeps of a change of what the world sees of an object; nothing where that stayed. */
export function publicationTrail(
  type: CompiledType,
  before: ContentObjectRow,
  after: ContentObjectRow,
): AuditChange[] {
  if (before.published_version === after.published_version) return []
  const side = ({ published_version: version }: ContentObjectRow) =>
    version === null ? null : { type: type.name, version }
  return [
    {
      action: after.published === null ? 'content.unpublished' : 'content.published',
      target: { kind: 'object', id: after.id, label: after.title },
      before: side(before),
      after: side(after),
    },
  ]
}

/** What the audit trail keeps of a deletion. */
export function deletionTrail(type: CompiledType, row: ContentObjectRow): AuditChange {
  return {
    action: 'content.deleted',
    target: { kind: 'object', id: row.id, label: row.title },
    before: { type: type.name, version: row.version },
  }
}
