import type {
  BatchOperation,
  batchEndpoints,
  ChangedObject,
  Parsed,
  Problem,
} from '@keywright/contract'
import type { DomainActor } from '../../access/principal.ts'
import type { AppError } from '../../app-error.ts'
import type { AuditChange, AuditService } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { knownError, problemBody } from '../../problem-body.ts'
import { viewChanged } from '../objects/object.view.ts'
import { mayDo, type Written } from '../objects/object-parts.ts'
import type { ObjectWriter } from '../objects/object-writer.ts'
import { beginWork } from '../objects/transaction-work.ts'

type Batch = Parsed<typeof batchEndpoints.run>['body']

/** What became of one operation. */
export interface BatchItem {
  done: boolean
  object: ChangedObject | null
  problem: Problem | null
}

/** Several changes of objects in one call. */
export interface BatchService {
  /**
   * Does the operations in order. Each needs the permission that it would need alone. Atomic: all in
   * one transaction, and none when one is refused; else each in a transaction of its own.
   */
  run(actor: DomainActor, batch: Batch): Promise<{ committed: boolean; items: BatchItem[] }>
}

const NOT_DONE: BatchItem = { done: false, object: null, problem: null }

/** Makes the service of batches. */
export function createBatchService(parts: {
  foundation: Pick<Foundation, 'database' | 'logger'>
  writer: ObjectWriter
  audit: AuditService
}): BatchService {
  const { writer, audit } = parts
  const { database, logger } = parts.foundation
  const { isOutage } = database.engine

  async function apply(
    tx: Tx,
    actor: DomainActor,
    operation: BatchOperation,
    trail: AuditChange[],
  ): Promise<BatchItem> {
    const written = await write(tx, actor, operation)
    trail.push(...(written.trail ?? []))
    if (!written.row) return { done: true, object: null, problem: null }
    const { type, row } = written
    const object = viewChanged(type.name, row, mayDo(actor, type.name, 'read'))
    return { done: true, object, problem: null }
  }

  async function write(
    tx: Tx,
    actor: DomainActor,
    operation: BatchOperation,
  ): Promise<Written | { row?: never; trail: readonly AuditChange[] }> {
    if (operation.op === 'create') return writer.create(tx, actor, operation)
    const at = { type: operation.type, id: operation.id, ifMatch: operation.version }
    switch (operation.op) {
      case 'replace':
        return writer.replace(tx, actor, at, operation.fields)
      case 'patch':
        return writer.patch(tx, actor, at, operation.fields)
      case 'publish':
        return writer.publish(tx, actor, at)
      case 'unpublish':
        return writer.unpublish(tx, actor, at)
      case 'delete':
        return { trail: await writer.delete(tx, actor, at, operation.detach ?? false) }
    }
  }

  function refused({ context }: DomainActor, error: AppError): BatchItem {
    return { ...NOT_DONE, problem: problemBody(error, context.requestId ?? '') }
  }

  /** The faults of the server are told at once, and looked for in its log. */
  function known(actor: DomainActor, error: unknown): AppError {
    const found = knownError(error, isOutage)
    if (found.status >= 500) {
      logger.error({ requestId: actor.context.requestId, err: error }, 'operation failed')
    }
    return found
  }

  async function runAll(actor: DomainActor, operations: readonly BatchOperation[]) {
    const items: BatchItem[] = []
    try {
      await database.write(async tx => {
        const trail: AuditChange[] = []
        for (const operation of operations) {
          await beginWork(tx)
          items.push(await apply(tx, actor, operation, trail))
        }
        await audit.recordAll(tx, actor, actor.domain.id, trail)
      })
      return { committed: true, items }
    } catch (error) {
      const fault = knownError(error, isOutage)
      // Whatever the commit says, or the database: it is about all of them.
      if (fault.status >= 500 || items.length === operations.length) throw error
      const failed = items.length
      return {
        committed: false,
        items: operations.map((_, index) => (index === failed ? refused(actor, fault) : NOT_DONE)),
      }
    }
  }

  async function runEach(actor: DomainActor, operations: readonly BatchOperation[]) {
    const items: BatchItem[] = []
    let outage: AppError | undefined
    for (const operation of operations) {
      if (outage) {
        items.push(refused(actor, outage))
        continue
      }
      try {
        const item = await database.write(async tx => {
          const trail: AuditChange[] = []
          const applied = await apply(tx, actor, operation, trail)
          await audit.recordAll(tx, actor, actor.domain.id, trail)
          return applied
        })
        items.push(item)
      } catch (error) {
        const fault = known(actor, error)
        items.push(refused(actor, fault))
        // The others would only wait for the same.
        if (fault.code === 'DATABASE_UNAVAILABLE') outage = fault
      }
    }
    return { committed: true, items }
  }

  return {
    run: (actor, { atomic, operations }) =>
      atomic ? runAll(actor, operations) : runEach(actor, operations),
  }
}
