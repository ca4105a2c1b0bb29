import { IMPORT_LIMITS, type ImportSummary } from '@keywright/contract'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { knownError, problemBody } from '../../problem-body.ts'
import type { ObjectWriter } from '../objects/object-writer.ts'
import { beginWork, WORK, workOf } from '../objects/transaction-work.ts'
import type { CompiledType } from '../types/content-type.ts'
import type { ImportFile } from './import-file.ts'
import { type ImportRules, writeRow } from './row-writer.ts'

/** An import whose rows have all arrived. */
export interface ImportRun {
  actor: DomainActor
  /** The actor as they are now; throws when they may not import any more. */
  renew(): Promise<DomainActor>
  type: CompiledType
  file: ImportFile
  rules: ImportRules & { atomic: boolean; format: string }
}

/** How far an import is. */
export interface Progress {
  line: number
  rows: number
  done: number
  failed: number
}

/** Rows of one transaction. */
const ROWS_AT_ONCE = 100

/** Undoes an atomic import of which a row was refused; nobody else sees it. */
class Undone extends Error {}

/** Makes the function that writes the rows of an import. It throws nothing: what ends it is in the summary. */
export function createImportRun(parts: {
  foundation: Pick<Foundation, 'database' | 'logger'>
  writer: ObjectWriter
  audit: AuditService
}): (run: ImportRun, report: (progress: Progress) => void) => Promise<ImportSummary> {
  const { writer, audit } = parts
  const { database, logger } = parts.foundation

  return async (run, report) => {
    const { file, rules } = run
    const requestId = run.actor.context.requestId ?? ''
    let { actor } = run
    let failures = [...file.failures]
    let done = 0
    let failed = failures.length
    let line = 0

    const progress = () =>
      report({ line, rows: file.rows.length + file.failures.length, done, failed })

    function refuse(index: number, error: AppError) {
      failed++
      const row = file.rows[index]
      failures.push({ line: row?.line ?? 0, id: row?.id ?? null, error })
      // More are counted, but not named; the first by line are.
      if (failures.length > 2 * IMPORT_LIMITS.namedFailures) trim(failures)
    }

    async function writeGroup(tx: Tx, group: readonly number[]) {
      if (group.length > IMPORT_LIMITS.transactionRows) {
        for (const index of group) refuse(index, circleTooLarge(group.length))
        return
      }
      let current = -1
      const rows = group.map(index => file.rows[index])
      const ids = rows.flatMap(row => (row?.id === undefined ? [] : [row.id]))
      const promised = group.length > 1 ? new Set(ids) : undefined
      try {
        await database.attempt(tx, async () => {
          for (const index of group) {
            current = index
            await beginWork(tx)
            await writeRow(tx, actor, writer, await file.read(index), rules, promised)
          }
        })
        done += group.length
      } catch (error) {
        if (!(error instanceof AppError) || error.status >= 500) throw error
        if (rules.atomic && error.code === 'TRANSACTION_TOO_LARGE') throw error
        const detail = `It and line ${file.rows[current]?.line} refer to each other, and that one was refused.`
        for (const index of group) {
          refuse(index, index === current ? error : new AppError('VALIDATION_FAILED', { detail }))
        }
      }
      line = rows.at(-1)?.line ?? line
    }

    /** As many groups from the given one on as a transaction should do; answers the next one. */
    async function writePart(tx: Tx, first: number): Promise<number> {
      let next = first
      let rows = 0
      while (rows < ROWS_AT_ONCE && workOf(tx) < WORK.part) {
        const group = file.groups[next]
        // A circle begins one of its own, so that it is no matter where in the file it stands.
        if (!group || (group.length > 1 && next > first)) break
        await writeGroup(tx, group)
        rows += group.length
        next++
      }
      return next
    }

    async function record(tx: Tx) {
      const { format, mode, publish, atomic } = rules
      await audit.record(tx, actor, {
        chain: actor.domain.id,
        action: 'content.imported',
        target: { kind: 'contentType', id: run.type.id, label: run.type.name },
        after: { format, mode, publish, atomic, rows: file.rows.length },
      })
    }

    async function writeInHundreds() {
      // First, so that the trail has also the import that a crash ends.
      await database.write(record)
      for (let next = 0; next < file.groups.length; ) {
        actor = await run.renew()
        const before = { done, failed, failures: [...failures] }
        try {
          next = await database.write(tx => writePart(tx, next))
        } catch (error) {
          done = before.done
          failed = before.failed
          failures = before.failures
          throw error
        }
        progress()
      }
    }

    async function writeAll() {
      await database.write(async tx => {
        for (const [index, group] of file.groups.entries()) {
          await writeGroup(tx, group)
          if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) progress()
        }
        if (failed > 0) throw new Undone()
        await record(tx)
      })
    }

    let problem: ImportSummary['problem'] = null
    let committed = true
    try {
      // The rows may have taken their time to arrive.
      actor = await run.renew()
      await (rules.atomic ? writeAll() : writeInHundreds())
    } catch (error) {
      if (rules.atomic) {
        committed = false
        done = 0
      }
      if (!(error instanceof Undone)) {
        const known = knownError(error, database.engine.isOutage)
        if (known.status >= 500) logger.error({ requestId, err: error }, 'import failed')
        problem = problemBody(known, requestId)
      }
    }
    trim(failures)
    return {
      committed,
      rows: file.rows.length + file.failures.length,
      done,
      failed,
      failures: failures.map(({ error, ...where }) => ({
        ...where,
        problem: problemBody(error, requestId),
      })),
      problem,
    }
  }
}

function circleTooLarge(rows: number): AppError {
  const most = IMPORT_LIMITS.transactionRows
  const detail = `It is one of ${rows} rows that refer to each other in a circle, which may have ${most}.`
  return new AppError('VALIDATION_FAILED', { detail })
}

function trim(failures: { line: number }[]) {
  failures.sort((a, b) => a.line - b.line)
  failures.length = Math.min(failures.length, IMPORT_LIMITS.namedFailures)
}
