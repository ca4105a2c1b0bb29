import { LRUCache } from 'lru-cache'
import type { Database } from '../../db/database.ts'
import { after } from '../../lib/after.ts'
import type { Versioned } from '../../lib/versioned.ts'
import type { CompiledType } from '../types/content-type.ts'
import { writeObject } from './object.view.ts'
import { compileShownObject } from './objects.store.ts'

/** Single objects as editors see them, as JSON. */
export interface ObjectTexts {
  /** At once where nothing has to be waited for; undefined where the type has no such object. */
  find(
    type: CompiledType,
    id: string,
  ): Versioned<string> | undefined | Promise<Versioned<string> | undefined>
}

interface Entry extends Versioned<string> {
  typeNumber: number
}

/** Characters that are kept at the most. */
const MAX_CHARACTERS = 16 * 1024 * 1024

/**
 * Makes the texts. On the embedded database, which nobody else can write to, they are kept until a
 * change of the object is committed; where there may be other nodes, each is read when it is asked
 * for, since another node's change is only heard of a moment after it holds.
 */
export function createObjectTexts({ database }: { database: Database }): ObjectTexts {
  const query = compileShownObject(database.db)
  const isKept = database.engine.channel() === 'none'
  const kept = new LRUCache<string, Entry>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ value }) => value.length + 200,
  })
  let changes = 0

  if (isKept) {
    database.subscribe({
      onChange({ kind, domainId, id }) {
        if (kind !== 'content' && kind !== 'contentType' && kind !== 'domain') return
        changes++
        if (kind === 'content') kept.delete(nameOf(domainId, id))
        // A type may have rewritten all of its objects.
        else kept.clear()
      },
    })
  }

  return {
    find(type, id) {
      const name = nameOf(type.domainId, id)
      const known = kept.get(name)
      if (known) return known.typeNumber === type.number ? known : undefined
      const begun = changes
      return after(
        database.engine.first(query, [type.domainId, type.number, id]),
        (row): Entry | undefined => {
          if (!row) return undefined
          const value = writeObject(type.name, id, row)
          const entry = { value, version: row.version, typeNumber: type.number }
          // What was waited for may be what was there before a change.
          if (isKept && begun === changes) kept.set(name, entry)
          return entry
        },
      )
    },
  }
}

function nameOf(domainId: string | null, id: string): string {
  return `${domainId} ${id}`
}
