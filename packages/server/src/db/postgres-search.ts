import { sql } from 'kysely'
import {
  type ExpressionStyle,
  type SearchExpression,
  type SearchIndex,
  type SearchTerm,
  type SoughtTerm,
  type TieredNumber,
  writeExpression,
} from './search-index.ts'

/**
 * Beginnings of words up to here are lexemes of their own: so many words begin with one that putting
 * their lists together would take long.
 */
const SHORT_PREFIX = 3

/** Numbers of one block are found by a lexeme of their own, so that the newest hits need not all hits. */
const BLOCK_BITS = 11

/**
 * So many of the newest blocks are tried first. Each costs time for all its hits; but where they have
 * too few, all hits have to be found. Four spare that for words that one object in six has or more.
 */
const TRIED = { find: sql.lit(2), count: sql.lit(4) }
const BITS = sql.lit(BLOCK_BITS)
const BLOCK = sql.lit(2 ** BLOCK_BITS)

const STYLE: ExpressionStyle = {
  term: writeTerm,
  all: ' & ',
  any: ' | ',
  except: ' & !',
}

/**
 * Settings of the functions below: the index is always used, since the planner cannot know what it
 * costs to read the words of a row, and fits into memory without losing which rows it meant.
 */
const SETTINGS = sql`
  set enable_seqscan = off
  set enable_indexscan = off
  set max_parallel_workers_per_gather = 0
  set jit = off
  set work_mem = '64MB'`

/**
 * Full text by tsvector and GIN. Lexemes are our terms as they are: no configuration takes texts
 * apart. The words lie apart from their rows, so that counting hits reads few pages.
 */
export const postgresSearch: SearchIndex = {
  async create(tx) {
    await sql`create table search_index (number bigint primary key, words tsvector not null)
      with (toast_tuple_target = 128)`.execute(tx)
    await sql`alter table search_index alter column words set storage external`.execute(tx)
    // Estimates would tell the planner to read the words of most rows for a common one.
    await sql`alter table search_index alter column words set statistics 0`.execute(tx)
    await sql`create index search_index_words on search_index using gin (words)
      with (gin_pending_list_limit = 256)`.execute(tx)
    await sql`create function search_index_newest(highest bigint, blocks integer) returns tsquery
      language sql immutable as $$
        select string_agg(format('''#%s''', (highest >> ${BITS}) - back), ' | ')::tsquery
        from generate_series(0, blocks - 1) back
      $$`.execute(tx)
    await sql`create function search_index_count(query tsquery, highest bigint, most bigint)
      returns bigint language plpgsql stable ${SETTINGS} as $$
      declare
        newest tsquery := search_index_newest(highest, ${TRIED.count});
        got bigint;
      begin
        select count(*) into got from (
          select from search_index
          where words @@ (query && newest) limit most
        ) hits;
        if got = most then
          return got;
        end if;
        return (
          select count(*) from (select from search_index where words @@ query limit most) hits
        );
      end $$`.execute(tx)
    await sql`create function search_index_find(
        tiers tsquery[], first integer, before bigint, highest bigint, most integer
      ) returns table (tier integer, number bigint) language plpgsql stable ${SETTINGS} as $$
      declare
        top bigint;
        low bigint;
        newest tsquery;
        got integer;
        wanted integer := most;
      begin
        for position in first..array_length(tiers, 1) - 1 loop
          continue when tiers[position + 1] is null;
          top := case when position = first then least(before, highest + 1) else highest + 1 end;
          low := greatest(0, ((top >> ${BITS}) - 1) << ${BITS});
          newest := search_index_newest(low + ${BLOCK}, ${TRIED.find});
          return query
            select position, found.number from search_index found
            where found.words @@ (tiers[position + 1] && newest) and found.number < top
            order by found.number desc limit wanted;
          get diagnostics got = row_count;
          wanted := wanted - got;
          exit when wanted = 0;
          continue when low = 0;
          return query
            select position, found.number from search_index found
            where found.words @@ tiers[position + 1] and found.number < low
            order by found.number desc limit wanted;
          get diagnostics got = row_count;
          wanted := wanted - got;
          exit when wanted = 0;
        end loop;
      end $$`.execute(tx)
  },

  async write(tx, entries) {
    if (entries.length === 0) return
    const rows = entries.map(({ number, terms }) => {
      const lexemes = [...new Set([blockOf(number), ...terms.flatMap(lexemesOf)])]
      return sql`(${number}::bigint, array_to_tsvector(${lexemes}::text[]))`
    })
    await sql`insert into search_index (number, words) values ${sql.join(rows)}
      on conflict (number) do update set words = excluded.words`.execute(tx)
  },

  async erase(tx, numbers) {
    await sql`delete from search_index where number = any(${numbers}::bigint[])`.execute(tx)
  },

  async find(db, tiers, { after, limit }) {
    const queries = tiers.map(tier => tier && toTsquery(tier))
    const { rows } = await sql<TieredNumber>`
      select tier, number from search_index_find(
        ${queries}::text[]::tsquery[], ${after?.tier ?? 0}::integer,
        ${after?.number ?? Number.MAX_SAFE_INTEGER}::bigint,
        coalesce((select max(number) from search_index), 0), ${limit}::integer
      )`.execute(db)
    return rows
  },

  async count(db, expressions, most) {
    const { rows } = await sql<{ count: number }>`
      select search_index_count(query::tsquery, highest, ${most}::bigint) as count
      from unnest(${expressions.map(toTsquery)}::text[]) with ordinality as sought (query, position),
        (select coalesce(max(number), 0) from search_index) as top (highest)
      order by position`.execute(db)
    return rows.map(row => row.count)
  },

  async numbers(db, { after, limit }) {
    const { rows } = await sql<{ number: number }>`
      select number from search_index where number > ${after}
      order by number limit ${limit}`.execute(db)
    return rows.map(row => row.number)
  },
}

function toTsquery(expression: SearchExpression): string {
  return writeExpression(expression, STYLE)
}

/** Terms are letters and digits, so nothing in the quotes needs care. */
function writeTerm({ area, word, prefix }: SoughtTerm): string {
  if (!prefix) return `'${area}${word}'`
  return [...word].length <= SHORT_PREFIX ? `'${beginningOf(area, word)}'` : `'${area}${word}':*`
}

function lexemesOf({ area, word }: SearchTerm): string[] {
  const characters = [...word].slice(0, SHORT_PREFIX)
  const beginnings = characters.map((_, index) => characters.slice(0, index + 1).join(''))
  return [area + word, ...beginnings.map(beginning => beginningOf(area, beginning))]
}

function beginningOf(area: string, beginning: string): string {
  return `~${area}${beginning}`
}

function blockOf(number: number): string {
  return `#${Math.floor(number / 2 ** BLOCK_BITS)}`
}
