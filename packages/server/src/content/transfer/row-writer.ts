import { isDeepStrictEqual } from 'node:util'
import type { ImportRow } from '@keywright/contract'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Tx } from '../../db/engine.ts'
import type { Promised } from '../objects/object-checks.ts'
import type { Written } from '../objects/object-parts.ts'
import type { ObjectWriter } from '../objects/object-writer.ts'

/** How rows become objects. */
export interface ImportRules {
  type: string
  mode: 'create' | 'upsert'
  publish: boolean
}

/**
 * Makes or replaces the object of a row and publishes what the row says is published. It may take
 * several steps: the caller undoes those before one that is refused.
 */
export async function writeRow(
  tx: Tx,
  actor: DomainActor,
  writer: ObjectWriter,
  row: ImportRow,
  { type, mode, publish }: ImportRules,
  promised: Promised | undefined,
): Promise<void> {
  if (!publish) {
    await put(row.fields)
    return
  }
  const { published = true } = row
  const first = typeof published === 'object' ? published : row.fields
  const written = await put(first)
  const at = { type, id: written.row.id }
  await (published === false ? writer.unpublish(tx, actor, at) : writer.publish(tx, actor, at))
  if (!isDeepStrictEqual(first, row.fields)) {
    await writer.replace(tx, actor, at, row.fields, promised)
  }

  async function put(fields: ImportRow['fields']): Promise<Written> {
    const input = { type, id: row.id, fields }
    if (mode === 'create' || row.id === undefined) return writer.create(tx, actor, input, promised)
    try {
      return await writer.replace(tx, actor, { type, id: row.id }, fields, promised)
    } catch (error) {
      // It found nothing, and so did nothing.
      if (!(error instanceof AppError) || error.code !== 'OBJECT_NOT_FOUND') throw error
      return writer.create(tx, actor, input, promised)
    }
  }
}
