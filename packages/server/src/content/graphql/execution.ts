import type { ContentObject, ContentVersion, DeliveredObject } from '@keywright/contract'
import DataLoader from 'dataloader'
import type { DomainActor, DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Database } from '../../db/database.ts'
import type { MediaViews } from '../objects/hydrate.ts'
import type { ObjectLoader } from '../objects/object-loader.ts'
import type { ObjectReader } from '../objects/object-reader.ts'
import type { ObjectsService } from '../objects/objects.service.ts'
import type { View } from '../objects/objects.table.ts'
import { beginWalk, type Walk } from '../objects/walk.ts'

/** An object as resolvers pass it on. */
export type Shown = ContentObject | DeliveredObject

/** What resolvers work with. */
export interface ExecutionParts {
  database: Database
  reader: ObjectReader
  loader: ObjectLoader
  objects: ObjectsService
  media: MediaViews
}

/** One request: who asks, what was loaded for it, and what it may still take. */
export interface Execution {
  readonly parts: ExecutionParts
  readonly view: View
  readonly visitor: DomainVisitor
  /** Null where nothing can be changed. */
  readonly actor: DomainActor | null
  /** All lists of the request go as far as one alone. */
  readonly walk: Walk
  /** What references lead to, loaded together; null where this view has no such object. */
  object(reference: { type: string; id: string }): Promise<Shown | null>
  /** What there is to say of a file; null where there is none. */
  file(id: string): Promise<object | null>
  versions(object: ContentObject, limit: number): Promise<ContentVersion[]>
  /** Counts what the answer grows by; throws GRAPHQL_TOO_COSTLY when that is too much. */
  spend(characters: number): void
  /** Forgets what was loaded: something was changed. */
  forget(): void
  /** Set once too much was spent: whatever else comes is thrown away. */
  exhausted: AppError | undefined
}

/** Objects and files that one request loads by reference, and characters of values that it answers. */
const LIMITS = { loads: 2000, characters: 16_000_000 } as const

/** No object is nothing, however little is asked of it. */
const CHARACTERS_OF_OBJECT = 100

/** More ids do not stand in one query. */
const MAX_BATCH = 500

/** Begins a request. */
export function beginExecution(
  parts: ExecutionParts,
  view: View,
  visitor: DomainVisitor,
  actor: DomainActor | null,
): Execution {
  const { loader, media, database } = parts
  const domainId = visitor.domain.id
  let loads = 0
  let characters = 0

  function count(ids: number) {
    loads += ids
    if (loads > LIMITS.loads) exhaust(`It leads to more than ${LIMITS.loads} objects and files.`)
  }

  function exhaust(detail: string): never {
    execution.exhausted = new AppError('GRAPHQL_TOO_COSTLY', { detail })
    throw execution.exhausted
  }

  const objects = new DataLoader<{ type: string; id: string }, Shown | null, string>(
    async references => {
      count(references.length)
      return loader.load(view, domainId, references)
    },
    { cacheKeyFn: ({ type, id }) => `${type}/${id}`, maxBatchSize: MAX_BATCH },
  )

  const files = new DataLoader<string, object | null>(
    async ids => {
      count(ids.length)
      const found = await media.views(database.db, domainId, ids)
      return ids.map(id => found.get(id) ?? null)
    },
    { maxBatchSize: MAX_BATCH },
  )

  const versions = new Map<number, DataLoader<ContentObject, ContentVersion[]>>()

  const execution: Execution = {
    parts,
    view,
    visitor,
    actor,
    walk: beginWalk(),
    exhausted: undefined,
    object(reference) {
      execution.spend(CHARACTERS_OF_OBJECT)
      return objects.load(reference)
    },
    file(id) {
      execution.spend(CHARACTERS_OF_OBJECT)
      return files.load(id)
    },
    versions(object, limit) {
      const known = versions.get(limit)
      if (known) return known.load(object)
      const made = new DataLoader<ContentObject, ContentVersion[]>(
        of => loader.versions(domainId, of, limit),
        { maxBatchSize: MAX_BATCH },
      )
      versions.set(limit, made)
      return made.load(object)
    },
    forget() {
      objects.clearAll()
      versions.clear()
    },
    spend(more) {
      characters += more
      if (characters > LIMITS.characters) {
        exhaust(`The answer would have more than ${LIMITS.characters} characters.`)
      }
    },
  }
  return execution
}
