import { rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ContentObject,
  type Filter,
  IMPORT_LIMITS,
  type Parsed,
  type transferEndpoints,
} from '@keywright/contract'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Foundation } from '../../foundation.ts'
import { whileWelcome } from '../../http/while-welcome.ts'
import { createPlaces } from '../../lib/places.ts'
import { stateOf } from '../objects/object.view.ts'
import { readObjectPages } from '../objects/object-pages.ts'
import { requireAction } from '../objects/object-parts.ts'
import type { ObjectReader } from '../objects/object-reader.ts'
import type { ObjectWriter } from '../objects/object-writer.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import { type ParseRow, receiveRows } from './import-file.ts'
import { readRows, tooLarge } from './import-rows.ts'
import { createImportRun, type ImportRun } from './import-run.ts'
import { createImportSpool, type ImportSpool } from './import-spool.ts'
import { exportStream, type TransferFormat } from './transfer-export.ts'

type ImportQuery = Parsed<typeof transferEndpoints.import>['query']

/** What an import is told beside its rows. */
export interface ImportInput extends Omit<ImportQuery, 'format'> {
  type: string
  format: TransferFormat
  /** The actor as they are now; throws when they may not import any more. */
  renew(): Promise<DomainActor>
  bytes: ReadableStream<Uint8Array> | null
  /** How many bytes there are, as far as is known. */
  length: number | undefined
  parse: ParseRow
}

/** Which objects are exported; default: all. */
interface ExportQuery {
  filter?: Filter | undefined
  state?: ContentObject['state'] | undefined
}

/** What an export is told. */
export interface ExportInput extends ExportQuery {
  /** Throws when the actor may not read any more: the export ends there. */
  renew(): Promise<DomainActor>
}

/** Objects in bulk. */
export interface TransferService {
  /**
   * Objects of a type by id, as they are while they are read, cut off where the actor may not read
   * them any more. Throws CONTENT_TYPE_NOT_FOUND, and
   * VALIDATION_FAILED for a filter that does not fit the type.
   */
  export(
    actor: DomainActor,
    type: string,
    format: TransferFormat,
    input: ExportInput,
  ): Promise<ReadableStream<Uint8Array>>
  /**
   * Takes in all rows, and only then begins to write them: nobody waits for a slow sender. The stream
   * tells how far it is as NDJSON, as often as it is read, and what became of it; the import goes on
   * when nobody reads it. Throws FORBIDDEN, CONTENT_TYPE_NOT_FOUND, BODY_TOO_LARGE, VALIDATION_FAILED,
   * IMPORTS_BUSY and BAD_REQUEST before anything is written.
   */
  import(actor: DomainActor, input: ImportInput): Promise<ReadableStream<Uint8Array>>
}

/** Each may take as much of the disk as an import may have bytes. */
const IMPORTS_AT_ONCE = { domain: 4, all: 16 }
const RETRY_SECONDS = 10

/** Makes the service of imports and exports. */
export function createTransferService(parts: {
  foundation: Pick<Foundation, 'config' | 'database' | 'logger' | 'randomBytes'>
  types: ContentTypeRegistry
  reader: ObjectReader
  writer: ObjectWriter
  audit: AuditService
}): TransferService {
  const { types, reader } = parts
  const { config, database, randomBytes } = parts.foundation
  const folder = join(config.dataFolder, 'imports')
  // A process that was killed at the wrong moment leaves a file that nobody reads.
  rmSync(folder, { recursive: true, force: true })
  const write = createImportRun(parts)
  const places = createPlaces(
    () => new AppError('IMPORTS_BUSY', { retryAfterSeconds: RETRY_SECONDS }),
  )

  return {
    async export(actor, name, format, { renew, ...which }) {
      const type = await types.get(actor.domain.id, name)
      // Before anything is answered, for a filter that does not fit.
      await matching(type, which, [])
      return exportStream(type, format, matchingPages(type, which, renew))
    },

    async import(actor, { bytes, length, format, parse, renew, ...rules }) {
      if (rules.mode === 'upsert') requireAction(actor, rules.type, 'update')
      if (rules.publish) requireAction(actor, rules.type, 'publish')
      const type = await types.get(actor.domain.id, rules.type)
      if (length !== undefined && length > IMPORT_LIMITS.totalBytes) throw tooLarge()
      const leave = places.take([
        { name: actor.domain.id, most: IMPORTS_AT_ONCE.domain },
        { name: 'all', most: IMPORTS_AT_ONCE.all },
      ])
      let spool: ImportSpool | undefined
      const end = async () => {
        leave()
        await spool?.close()
      }
      try {
        spool = await createImportSpool(folder, randomBytes)
        const raw = readRows(type, format, received(bytes))
        const file = await receiveRows(type, raw, spool, { atomic: rules.atomic, parse })
        return answer({ actor, renew, type, file, rules: { ...rules, format } }, end)
      } catch (error) {
        await end()
        throw error
      }
    },
  }

  async function matching(
    { domainId, name }: CompiledType,
    { filter, state }: ExportQuery,
    rows: readonly ContentObjectRow[],
  ): Promise<readonly ContentObjectRow[]> {
    const inState = state === undefined ? rows : rows.filter(row => stateOf(row) === state)
    if (!filter) return inState
    const ids = inState.map(({ id }) => id)
    const found = new Set(await reader.matching('draft', domainId, name, filter, ids))
    return inState.filter(({ id }) => found.has(id))
  }

  async function* matchingPages(
    type: CompiledType,
    which: ExportQuery,
    renew: ExportInput['renew'],
  ) {
    for await (const page of whileWelcome(readObjectPages(database.db, type), renew)) {
      const rows = await matching(type, which, page)
      if (rows.length > 0) yield rows
    }
  }

  function answer(run: ImportRun, end: () => Promise<void>): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder()
    let isRead = true
    return new ReadableStream({
      start(controller) {
        const tell = (value: object) => {
          if (isRead) controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`))
        }
        const report = (progress: object) => {
          // Whoever sends first and reads later must not be waited for.
          if ((controller.desiredSize ?? 0) > 0) tell(progress)
        }
        write(run, report)
          .then(tell)
          .finally(end)
          .finally(() => isRead && controller.close())
          .catch(() => {})
      },
      cancel() {
        isRead = false
      },
    })
  }
}

/** What arrives; a sender who goes away is told nothing any more. */
async function* received(bytes: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes ?? []
  } catch (cause) {
    throw new AppError('BAD_REQUEST', { detail: 'The body ended too early.', cause })
  }
}
