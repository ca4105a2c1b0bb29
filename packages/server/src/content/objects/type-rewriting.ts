import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import { readJson } from '../../lib/json.ts'
import type { CompiledType, FieldProblem } from '../types/content-type.ts'
import type { TypeChange } from '../types/schema-change.ts'
import type { Fields } from './object.view.ts'
import { mayDo } from './object-parts.ts'
import { valueRows } from './object-rows.ts'
import type { ContentObjectRow } from './objects.table.ts'
import { WORK } from './transaction-work.ts'

/** What a change of its type makes of an object. */
export interface Rewriting {
  draft: Rewritten
  published: Rewritten | null
  /** Whether its fields become others: it gets a new version. */
  isNewVersion: boolean
  /** Whether it has to be written anew, be it only for filters. */
  isNeeded: boolean
  /** Why it would not fit. */
  problem: FieldProblem | undefined
}

/** Fields before and after a change; the same object where nothing changed. */
interface Rewritten {
  before: Fields
  after: Fields
}

const MAX_OFFENDERS = 10

/** Finds out what a change makes of an object. */
export function rewritingOf(
  type: CompiledType,
  change: TypeChange,
  row: ContentObjectRow,
): Rewriting {
  const rewritten = (text: string): Rewritten => {
    const before = readJson<Fields>(text)
    return { before, after: change.apply(before) }
  }
  const draft = rewritten(row.fields)
  const published =
    row.published === null ? null : row.published === row.fields ? draft : rewritten(row.published)
  const isNewVersion = [draft, published ?? draft].some(isRewritten)
  return {
    draft,
    published,
    isNewVersion,
    isNeeded: isNewVersion || (change.reindexes && isFoundOtherwise(change.before, type, row)),
    problem: problemOf(type, draft.after, published?.after),
  }
}

/** Whether the fields of a view became others. */
export function isRewritten({ before, after }: Rewritten): boolean {
  return before !== after
}

/** About what it costs a transaction to write it anew. */
export function costOf(type: CompiledType, row: ContentObjectRow): number {
  const characters = row.fields.length + (row.published?.length ?? 0)
  return WORK.object + valueRows(type, row).length + characters / WORK.characters
}

function isFoundOtherwise(before: CompiledType, after: CompiledType, row: ContentObjectRow) {
  const values = (type: CompiledType) => valueRows(type, row).map(value => JSON.stringify(value))
  const [old, now] = [new Set(values(before)), values(after)]
  return old.size !== now.length || now.some(value => !old.has(value))
}

function problemOf(
  type: CompiledType,
  draft: Fields,
  published: Fields | undefined,
): FieldProblem | undefined {
  const [problem] = type.validate(draft)
  if (problem || published === undefined || published === draft) return problem
  const [other] = type.validate(published)
  return other && { pointer: other.pointer, message: `${other.message} in what is published` }
}

/** Those that do not fit: counted, the first named. */
export interface Offenders {
  add(row: ContentObjectRow, rewriting: Rewriting): void
  /** Throws CONTENT_TYPE_CHANGE_REFUSED if there are any. */
  refuse(): void
}

/** Begins to collect them. */
export function collectOffenders(actor: DomainActor, type: CompiledType): Offenders {
  const offenders: { kind: string; id: string; message: string }[] = []
  let offendersTotal = 0
  return {
    add({ id }, { problem }) {
      if (!problem) return
      offendersTotal++
      if (offenders.length === MAX_OFFENDERS) return
      const message = `${problem.pointer} ${problem.message}`.trim()
      offenders.push({ kind: type.name, id, message })
    },
    refuse() {
      if (offendersTotal === 0) return
      // Whoever may not read the objects learns that there are some, not which.
      const mayRead = mayDo(actor, type.name, 'read')
      const told = mayRead ? { offenders, offendersTotal } : { offenders: [] }
      throw new AppError('CONTENT_TYPE_CHANGE_REFUSED', told)
    },
  }
}

/** Throws VALUE_TAKEN for slugs that several objects have. */
export function refuseShared(actor: DomainActor, type: CompiledType, slugs: readonly string[]) {
  if (slugs.length === 0) return
  const mayRead = mayDo(actor, type.name, 'read')
  const named = slugs.slice(0, MAX_OFFENDERS).map(text => JSON.stringify(text))
  const messages = mayRead
    ? named.map(text => `several objects have ${text}`)
    : ['several objects have the same value']
  throw new AppError('VALUE_TAKEN', {
    errors: messages.map(message => ({ pointer: '/slugField', message })),
  })
}
