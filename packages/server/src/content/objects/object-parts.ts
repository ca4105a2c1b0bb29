import { decide } from '@keywright/core'
import type { DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditChange } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import type { ContentObjectRow } from './objects.table.ts'

/** What happens to an object, as its listeners are told. */
export type ContentEventKind = 'created' | 'updated' | 'published' | 'unpublished' | 'deleted'

/** An object to be changed, perhaps only if it is as the caller knows it. */
export interface ObjectAddress {
  type: string
  id: string
  ifMatch?: number | undefined
}

/** An object as it is after a change, with its type. */
export interface Written {
  type: CompiledType
  row: ContentObjectRow
  /** What of it the audit trail keeps; written by whoever ends the transaction. */
  trail?: readonly AuditChange[]
}

/** What the writer needs of files. */
export interface MediaCheck {
  /** The ids that are no files of the domain. */
  missing(tx: Tx, domainId: string, ids: readonly string[]): Promise<string[]>
}

/** What search keeps of objects, in the transactions that change them. */
export interface ObjectSearch {
  /** Finds these objects of the type by what they say now. None comes twice. */
  put(
    tx: Tx,
    type: CompiledType,
    objects: readonly Pick<ContentObjectRow, 'id' | 'fields' | 'published'>[],
  ): Promise<void>
  remove(tx: Tx, typeNumber: number, ids: readonly string[]): Promise<void>
}

/** What all changes of objects are made with. */
export interface WriterParts {
  foundation: Pick<Foundation, 'database' | 'clock'>
  types: ContentTypeRegistry
  media: MediaCheck
  search: ObjectSearch
}

/** Whether the actor may do this to objects of the type. */
export function mayDo(
  { layers }: Pick<DomainVisitor, 'layers'>,
  type: string,
  action: string,
): boolean {
  return decide(layers, `content.${type}:${action}`).allowed
}

/** Throws FORBIDDEN unless the actor may do this to objects of the type. */
export function requireAction(
  actor: Pick<DomainVisitor, 'layers'>,
  type: string,
  action: string,
): void {
  const permission = `content.${type}:${action}`
  const decision = decide(actor.layers, permission)
  if (decision.allowed) return
  throw new AppError('FORBIDDEN', {
    detail: `This needs the permission ${permission}.`,
    missing: [permission],
    layer: actor.layers[decision.layer]?.name ?? 'none',
  })
}
