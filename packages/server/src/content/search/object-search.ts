import type { Database } from '../../db/database.ts'
import type { ObjectSearch } from '../objects/object-parts.ts'
import { termsOf } from './object-words.ts'
import { deleteTerms, replaceTerms } from './search.store.ts'

/** Makes what keeps the index of words right whenever objects change. */
export function createObjectSearch({ engine }: Pick<Database, 'engine'>): ObjectSearch {
  return {
    put: (tx, type, objects) =>
      replaceTerms(
        tx,
        engine,
        type.number,
        new Map(objects.map(object => [object.id, termsOf(type, object)])),
      ),
    remove: (tx, typeNumber, ids) => deleteTerms(tx, engine, typeNumber, ids),
  }
}
