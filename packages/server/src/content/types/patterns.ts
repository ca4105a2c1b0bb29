import { RE2JS } from 're2js'

/** Bounds on patterns: what one costs is its size times the length of the text. */
const MAX_INSTRUCTIONS = 1000
const MAX_TEXT = 10_000

/** Characters that one validation may look at with patterns and formats, all of them together. */
export const MAX_CHARACTERS_LOOKED_AT = 500_000

/** Thrown when a validation would take too long; whoever validates says so. */
export class TooMuchToCheckError extends Error {
  override readonly name = 'TooMuchToCheckError'
}

let charactersLeft = MAX_CHARACTERS_LOOKED_AT

/** Begins to count anew what `withinBudget` allows. */
export function startBudget(): void {
  charactersLeft = MAX_CHARACTERS_LOOKED_AT
}

/** Takes a text from what may be looked at in this validation; throws when that is used up. */
export function spend(text: string): void {
  charactersLeft -= text.length
  if (charactersLeft < 0) throw new TooMuchToCheckError()
}

/** A pattern as RE2 runs it: in a time that grows with the text and the pattern, whatever they are. */
export interface Pattern {
  test(text: string): boolean
}

/** Compiles a pattern of JSON Schema; throws what RE2 says of those that it does not have. */
export function compilePattern(source: string): Pattern {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(source))
  if (compiled.programSize() > MAX_INSTRUCTIONS) {
    throw new Error('the pattern repeats too much')
  }
  return {
    test(text) {
      spend(text)
      return text.length <= MAX_TEXT && compiled.test(text)
    },
  }
}

/** What is wrong with a pattern; undefined where nothing is. */
export function patternProblem(source: string): string | undefined {
  try {
    compilePattern(source)
    return undefined
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable'
    return `is not a pattern of RE2, which knows no look-around and no back-references: ${reason.slice(0, 200)}`
  }
}
