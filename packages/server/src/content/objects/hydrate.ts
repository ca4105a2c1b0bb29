import type { ContentObject, DeliveredObject } from '@keywright/contract'
import type { DomainVisitor } from '../../access/principal.ts'
import type { Db } from '../../db/engine.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import { viewDelivered, viewObject } from './object.view.ts'
import { mayDo } from './object-parts.ts'
import { type ReferencePlace, referencePlaces } from './object-references.ts'
import { charactersOf, listWithin } from './object-rows-within.ts'
import type { ContentObjectRow, View } from './objects.table.ts'

/** An object as it goes out. */
export type ShownObject = ContentObject | DeliveredObject

/** What hydration needs of files: their descriptions by id, of those that exist. */
export interface MediaViews {
  views(db: Db, domainId: string, ids: readonly string[]): Promise<ReadonlyMap<string, object>>
}

/**
 * What one request puts into places of references: objects and files that are looked up for a level,
 * places that are filled, as often as the same object fills one, and characters of what fills them.
 */
const LIMITS = { breadth: 500, places: 2000, characters: 16_000_000 } as const

/** About as many as describe a file. */
const CHARACTERS_OF_FILE = 500

interface Node {
  type: CompiledType
  object: ShownObject
  /** Ids on the way here, its own included: what would lead in a circle stays plain. */
  path: readonly string[]
}

/** An object as this view has it; undefined where it has none. */
export function showObject(view: View, type: string, row: ContentObjectRow) {
  return view === 'draft' ? viewObject(type, row) : viewDelivered(type, row)
}

/**
 * Replaces references by what they lead to, in place, level by level: one query for the objects of a
 * level and one for its files. Stays plain what the visitor may not read, what the view does not
 * have, what would be a circle, and what goes beyond the limits.
 */
export async function hydrate(
  parts: { db: Db; types: ContentTypeRegistry; media: MediaViews },
  visitor: DomainVisitor,
  view: View,
  roots: readonly { type: CompiledType; object: ShownObject }[],
  levels: number,
): Promise<void> {
  const { db, media } = parts
  const domainId = visitor.domain.id
  let nodes: Node[] = roots.map(root => ({ ...root, path: [root.object.id] }))
  const left: { places: number; characters: number } = { ...LIMITS }
  for (let level = 0; level < levels && nodes.length > 0; level++) {
    const places = placesOf(nodes)
    const [objects, files] = await Promise.all([
      loadObjects(places.filter(({ place }) => place.type !== 'media')),
      loadFiles(places.filter(({ place }) => place.type === 'media')),
    ])
    const next: Node[] = []
    for (const { place, node } of places) {
      if (place.type === 'media') {
        const file = files.get(place.id)
        if (file && spend(CHARACTERS_OF_FILE)) place.replace({ type: 'media', ...file })
        continue
      }
      const found = objects.get(place.id)
      if (!found || found.type.name !== place.type) continue
      if (!spend(charactersOf(view, found.row))) continue
      // Each place gets a copy of its own: what lies deeper differs with the way there.
      const object = showObject(view, found.type.name, found.row)
      if (!object) continue
      place.replace(object)
      next.push({ type: found.type, object, path: [...node.path, object.id] })
    }
    nodes = next
  }

  function placesOf(nodes: readonly Node[]) {
    const places: { place: ReferencePlace; node: Node }[] = []
    for (const node of nodes) {
      if (places.length >= left.places) break
      for (const place of referencePlaces(node.type, node.object.fields)) {
        const mayFill = mayDo(visitor, place.type, 'read') && !node.path.includes(place.id)
        if (mayFill) places.push({ place, node })
      }
    }
    return places.slice(0, left.places)
  }

  /** Whether there is room for what has so many characters. */
  function spend(characters: number): boolean {
    if (left.places === 0 || left.characters < characters) return false
    left.places--
    left.characters -= characters
    return true
  }

  async function loadObjects(places: readonly { place: ReferencePlace }[]) {
    const found = new Map<string, { type: CompiledType; row: ContentObjectRow }>()
    const ids = idsOf(places)
    if (ids.length === 0) return found
    const types = new Map(
      (await parts.types.list(domainId)).map(type => [type.number, type] as const),
    )
    const { rows } = await listWithin(db, { domainId, view, ids }, left.characters)
    for (const row of rows) {
      const type = types.get(row.type_number)
      if (type) found.set(row.id, { type, row })
    }
    return found
  }

  async function loadFiles(places: readonly { place: ReferencePlace }[]) {
    const ids = idsOf(places)
    return ids.length === 0 ? new Map<string, object>() : media.views(db, domainId, ids)
  }
}

function idsOf(places: readonly { place: ReferencePlace }[]): string[] {
  return [...new Set(places.map(({ place }) => place.id))].slice(0, LIMITS.breadth)
}
