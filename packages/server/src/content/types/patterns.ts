import { LRUCache } from 'lru-cache'
import { RE2JS } from 're2js'

/** Bounds on patterns: in how many steps one is written, and the longest text that it is tried on. */
const MAX_STEPS = 1000
const MAX_TEXT = 10_000

/**
 * Characters times steps that one validation may take, all of its patterns and formats together:
 * a good part of a second where all is made to be slow, and far more than people write.
 */
const BUDGET = 2_000_000

/** What looking at a character costs where an expression of JavaScript does it. */
const FORMAT_STEPS = 4

/** Thrown when a validation would take too long; whoever validates says so. */
export class TooMuchToCheckError extends Error {
  override readonly name = 'TooMuchToCheckError'
}

let left = BUDGET

/** Begins a validation, which may spend the whole budget. */
export function startBudget(): void {
  left = BUDGET
}

/** What the validation that ran last spent of it. */
export function spentSteps(): number {
  return BUDGET - left
}

/** Takes from the budget what it costs to look at a text; throws when that is used up. */
export function spend(text: string, steps = FORMAT_STEPS): void {
  left -= text.length * steps
  if (left < 0) throw new TooMuchToCheckError()
}

/** A pattern as RE2 runs it: in a time that grows with text and pattern, whatever they are. */
export interface Pattern {
  test(text: string): boolean
}

/** Compiling takes longer than most patterns are ever used, so those in use are kept. */
const compiledPatterns = new LRUCache<string, Pattern>({ max: 1000 })

/** Compiles a pattern of JSON Schema; throws what RE2 says of those that it does not have. */
export function compilePattern(source: string): Pattern {
  const known = compiledPatterns.get(source)
  if (known) return known
  const pattern = compile(source)
  compiledPatterns.set(source, pattern)
  return pattern
}

function compile(source: string): Pattern {
  const compiled = RE2JS.compile(RE2JS.translateRegExp(source))
  const steps = compiled.programSize()
  if (steps > MAX_STEPS) throw new Error('the pattern repeats too much')
  return {
    test(text) {
      if (text.length > MAX_TEXT) return false
      spend(text, steps)
      return compiled.test(text)
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
