import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { SearchHit, SearchQuery } from '@keywright/contract'
import { z } from 'zod'
import type { DomainVisitor } from '../../access/principal.ts'
import type { Database } from '../../db/database.ts'
import type { TieredNumber } from '../../db/search-index.ts'
import { readJson } from '../../lib/json.ts'
import { type Page, readAfter, toPage } from '../../paging.ts'
import type { Fields } from '../objects/object.view.ts'
import { mayDo, requireAction } from '../objects/object-parts.ts'
import { titled, titleIn } from '../objects/object-title.ts'
import type { View } from '../objects/objects.table.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import { textsOf } from '../types/field-values.ts'
import { matchAll, tiersOf } from './areas.ts'
import { highlight, LOOKED_THROUGH } from './highlight.ts'
import { countHits, type FoundObject, findHits, listFound } from './search.store.ts'
import { readSought, type SoughtWords } from './words.ts'

/** How many hits a type has. */
export interface Facet {
  type: string
  count: number
  /** There are more than were counted. */
  more: boolean
}

/** A word of every object must not cost more than a rare one. */
const COUNTED = 1000

const SHOWN_AT_ONCE = 10
/** Characters that one answer looks through for excerpts. */
const LOOKED_THROUGH_IN_ALL = 50 * LOOKED_THROUGH

interface Show {
  types: readonly CompiledType[]
  view: View
  sought: SoughtWords
}

/** Finds objects by their words. */
export interface SearchService {
  /**
   * What has all the words, the best first, among the types that the visitor may read. Throws
   * FORBIDDEN for a type that they may not, and CONTENT_TYPE_NOT_FOUND.
   */
  search(
    view: View,
    visitor: DomainVisitor,
    query: SearchQuery,
  ): Promise<Page<SearchHit> & { facets: Facet[] }>
}

const position = z.tuple([z.number().int().min(0).max(5), z.number().int().min(1)])

/** Makes the service of search. */
export function createSearchService(parts: {
  database: Database
  types: ContentTypeRegistry
}): SearchService {
  const { database, types } = parts
  const { db, engine } = database

  /** Few at a time: objects may be large, and between them all else that waits has its turn. */
  async function showHits(domainId: string, hits: readonly TieredNumber[], how: Show) {
    const most = Math.min(LOOKED_THROUGH, LOOKED_THROUGH_IN_ALL / hits.length)
    const shown: SearchHit[] = []
    for (let at = 0; at < hits.length; at += SHOWN_AT_ONCE) {
      if (at > 0) await setImmediate()
      const some = hits.slice(at, at + SHOWN_AT_ONCE)
      const numbers = some.map(({ number }) => number)
      const found = await listFound(db, domainId, numbers)
      shown.push(...some.flatMap(hit => showHit(hit, found, how, most) ?? []))
    }
    return shown
  }

  return {
    async search(view, visitor, { q, type: only, limit, cursor }) {
      if (only !== undefined) {
        requireAction(visitor, only, 'read')
        await types.get(visitor.domain.id, only)
      }
      const sought = readSought(q)
      const list = cursorName(view, sought, only)
      const after = readAfter(list, cursor, position)
      const all = await types.list(visitor.domain.id)
      const readable = all.filter(({ name }) => mayDo(visitor, name, 'read'))
      if (sought.last === undefined || readable.length === 0) {
        return { items: [], nextCursor: null, facets: [] }
      }
      const expressions = readable.map(({ number }) => matchAll(number, view, sought))
      const counts = await countHits(db, engine, expressions, COUNTED + 1)
      const counted = readable.map((type, index) => ({ type, count: counts[index] ?? 0 }))
      const facets = counted.filter(({ count }) => count > 0)
      const searched = facets
        .map(({ type }) => type)
        .filter(({ name }) => only === undefined || name === only)
      const tiers = tiersOf(
        searched.map(({ number }) => number),
        view,
        sought,
      )
      const hits = await findHits(db, engine, tiers, {
        after: after && { tier: after[0], number: after[1] },
        limit: limit + 1,
      })
      const page = toPage(list, hits, limit, {
        view: hit => hit,
        position: ({ tier, number }) => [tier, number],
      })
      return {
        ...page,
        items: await showHits(visitor.domain.id, page.items, { types: searched, view, sought }),
        facets: facets
          .map(({ type, count }) => ({
            type: type.name,
            count: Math.min(count, COUNTED),
            more: count > COUNTED,
          }))
          .sort((one, other) => other.count - one.count),
      }
    },
  }
}

/** The tiers count down, so that higher is better. */
const BEST_RANK = 6

/** A hit as it travels; undefined where the object went, or lost this view, in between. */
function showHit(
  { tier, number }: TieredNumber,
  found: readonly FoundObject[],
  { types, view, sought }: Show,
  most: number,
): SearchHit | undefined {
  const object = found.find(row => row.number === number)
  const type = types.find(one => one.number === object?.type_number)
  const text = view === 'draft' ? object?.fields : object?.published
  if (!object || !type || typeof text !== 'string') return undefined
  const fields = readJson<Fields>(text)
  const { titleField } = type.view
  const texts = textsOf(type, fields)
    .filter(({ field }) => field !== titleField)
    .map(other => other.text)
  return {
    id: object.id,
    type: type.name,
    ...titled(type, object, fields),
    rank: BEST_RANK - tier,
    highlights: highlight(texts, sought, titleIn(type, fields), most),
  }
}

/** A cursor goes on with the same question only; short, whatever was asked. */
function cursorName(view: View, sought: SoughtWords, type: string | undefined): string {
  const question = JSON.stringify([view, sought.whole, sought.last, type])
  return `search ${createHash('sha256').update(question).digest('base64url').slice(0, 16)}`
}
