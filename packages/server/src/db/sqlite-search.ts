import { sql } from 'kysely'
import {
  AREA_LENGTH,
  type ExpressionStyle,
  MAX_PREFIX,
  type SearchExpression,
  type SearchIndex,
  type TieredNumber,
  writeExpression,
} from './search-index.ts'

/** Beginnings of words have lists of their own, so that none has to be put together for a search. */
const PREFIXES = Array.from({ length: MAX_PREFIX }, (_, index) => AREA_LENGTH + index + 1).join(' ')

/** The query language of FTS5. Terms are letters and digits, so nothing in the quotes needs care. */
const STYLE: ExpressionStyle = {
  term: ({ area, word, prefix }) => `"${area}${word}"${prefix ? '*' : ''}`,
  all: ' AND ',
  any: ' OR ',
  except: ' NOT ',
}

/**
 * Full text by FTS5, which keeps lists of numbers and nothing else: no texts, no positions. Its
 * plainest tokenizer takes our terms apart at spaces and leaves them as they are.
 */
export const sqliteSearch: SearchIndex = {
  async create(tx) {
    await sql`create virtual table search_index using fts5(
      words, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii',
      prefix = ${sql.lit(PREFIXES)}
    )`.execute(tx)
  },

  async write(tx, entries) {
    for (const { number, terms } of entries) {
      const words = terms.map(({ area, word }) => area + word).join(' ')
      await sql`delete from search_index where rowid = ${number}`.execute(tx)
      await sql`insert into search_index (rowid, words) values (${number}, ${words})`.execute(tx)
    }
  },

  async erase(tx, numbers) {
    for (const number of numbers) {
      await sql`delete from search_index where rowid = ${number}`.execute(tx)
    }
  },

  async find(db, tiers, { after, limit }) {
    const found: TieredNumber[] = []
    for (const [tier, expression] of tiers.entries()) {
      if (found.length === limit) break
      if (expression === null || tier < (after?.tier ?? 0)) continue
      const before = after?.tier === tier ? after.number : Number.MAX_SAFE_INTEGER
      const { rows } = await sql<{ number: number }>`
        select rowid as number from search_index
        where search_index match ${toFts(expression)} and rowid < ${before}
        order by rowid desc limit ${limit - found.length}`.execute(db)
      found.push(...rows.map(({ number }) => ({ tier, number })))
    }
    return found
  },

  async count(db, expressions, most) {
    const { rows } = await sql<{ count: number }>`
      select (
        select count(*) from (
          select 1 from search_index where search_index match value limit ${most}
        )
      ) as count
      from json_each(${JSON.stringify(expressions.map(toFts))}) order by key`.execute(db)
    return rows.map(row => row.count)
  },

  async numbers(db, { after, limit }) {
    const { rows } = await sql<{ number: number }>`
      select rowid as number from search_index where rowid > ${after}
      order by rowid limit ${limit}`.execute(db)
    return rows.map(row => row.number)
  },
}

function toFts(expression: SearchExpression): string {
  return writeExpression(expression, STYLE)
}
