import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

type Db = Kysely<Tables>
type Tx = Transaction<Tables>

/**
 * A word in one of the areas that words are kept apart by. Both are letters and digits only, in
 * lower case; areas have `AREA_LENGTH` characters.
 */
export interface SearchTerm {
  area: string
  word: string
}

/** A term of what is looked for; `prefix` where the word may go on. */
export interface SoughtTerm extends SearchTerm {
  prefix?: boolean
}

/** The terms that lie under a number. */
export interface NumberedTerms {
  number: number
  terms: readonly SearchTerm[]
}

/** What is looked for. Lists are never empty. */
export type SearchExpression =
  | SoughtTerm
  | { all: readonly SearchExpression[] }
  | { any: readonly SearchExpression[] }
  | { match: SearchExpression; except: SearchExpression }

/** A number that was found, and in which tier: 0 is the best. */
export interface TieredNumber {
  tier: number
  number: number
}

/** Characters of an area. */
export const AREA_LENGTH = 6

/** The longest beginning of a word that is found as fast as a whole one, in characters. */
export const MAX_PREFIX = 12

/**
 * Full text: which terms lie under which numbers. Each engine keeps it in its own way, and all give
 * the same answers, since words are made by the caller and order is that of the numbers.
 */
export interface SearchIndex {
  /** Makes what it is kept in: a step of a migration. */
  create(tx: Tx): Promise<void>
  /** Replaces the terms of numbers; none comes twice. */
  write(tx: Tx, entries: readonly NumberedTerms[]): Promise<void>
  /** Forgets numbers. */
  erase(tx: Tx, numbers: readonly number[]): Promise<void>
  /**
   * Numbers by tier, within one the highest first, from the given place on (not included). Tiers
   * have no numbers in common; one that is null has none. There is at least one.
   */
  find(
    db: Db,
    tiers: readonly (SearchExpression | null)[],
    page: { after: TieredNumber | undefined; limit: number },
  ): Promise<TieredNumber[]>
  /** How many numbers match each expression; counted up to `most`. */
  count(db: Db, expressions: readonly SearchExpression[], most: number): Promise<number[]>
  /** All numbers that have terms, from the lowest on, after the given one. */
  numbers(db: Db, page: { after: number; limit: number }): Promise<number[]>
}

/** How an engine writes expressions down. */
export interface ExpressionStyle {
  term(term: SoughtTerm): string
  all: string
  any: string
  except: string
}

/** Writes an expression down in the language of an engine. */
export function writeExpression(expression: SearchExpression, style: ExpressionStyle): string {
  const write = (part: SearchExpression) => writeExpression(part, style)
  if ('all' in expression) return `(${expression.all.map(write).join(style.all)})`
  if ('any' in expression) return `(${expression.any.map(write).join(style.any)})`
  if ('match' in expression) {
    return `(${write(expression.match)}${style.except}${write(expression.except)})`
  }
  return style.term(expression)
}
