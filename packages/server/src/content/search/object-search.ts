import type { Database } from '../../db/database.ts'
import type { ObjectSearch } from '../objects/object-parts.ts'
import { termsOf } from './object-words.ts'
import { deleteTerms, replaceTerms } from './search.store.ts'

/** Makes what keeps the index of words right whenever objects change. */
export function createObjectSearch({ engine }: Pick<Database, 'engine'>): ObjectSearch {
  return {
    put: (tx, type, { id, ...views }) =>
      replaceTerms(tx, engine, { typeNumber: type.number, id }, termsOf(type, views)),
    remove: (tx, typeNumber, id) => deleteTerms(tx, engine, typeNumber, [id]),
    removeAll: (tx, typeNumber, ids) => deleteTerms(tx, engine, typeNumber, ids),
  }
}
