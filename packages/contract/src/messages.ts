import type { z } from 'zod'

/** An issue as zod raises it, before it has words. */
type RawIssue = Parameters<z.core.$ZodErrorMap>[0]

/**
 * What is wrong with a value, as a sentence for people: says what is taken, not what was found. For
 * `z.config({ customError: sentenceOf })` of programs that show what the schemas refuse; schemas with
 * words of their own keep them.
 */
export function sentenceOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'This is missing.'
      return TYPES[issue.expected] ?? 'This is not of the right kind.'
    case 'too_small':
      if (issue.input === '') return 'Fill this in.'
      return `${issue.inclusive === false ? 'More than' : 'At least'} ${amount(issue.minimum, issue.origin)}.`
    case 'too_big':
      return `${issue.inclusive === false ? 'Less than' : 'At most'} ${amount(issue.maximum, issue.origin)}.`
    case 'invalid_format':
      if (issue.input === '') return 'Fill this in.'
      return FORMATS[issue.format] ?? 'This is not in the right form.'
    case 'invalid_value':
      return `${issue.values.length === 1 ? 'Only' : 'One of'} ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return `There is no field ${issue.keys.join(', ')} here.`
    case 'invalid_key':
      return issue.issues[0]?.message ?? 'This name is not taken.'
    case 'invalid_union':
      return ofUnion(issue)
    default:
      return 'This is not taken.'
  }
}

/** The words for text that has characters which nobody sees. */
export const CONTROL_CHARACTERS = 'Control characters are not allowed.'

/** The words for a whole number between two bounds, whichever of them it misses. */
export function wholeNumberFrom(min: number, max: number): string {
  return `A whole number from ${count(min)} to ${count(max)}.`
}

const TYPES: Record<string, string> = {
  string: 'This must be text.',
  number: 'This must be a number.',
  int: 'This must be a whole number.',
  boolean: 'This must be true or false.',
  array: 'This must be a list.',
  object: 'This must be an object.',
  record: 'This must be an object.',
  null: 'This must be null.',
}

const FORMATS: Record<string, string> = {
  email: 'An e-mail address, as in ada@example.com.',
  datetime: 'A time in UTC, as in 2026-01-31T12:00:00Z.',
  date: 'A date, as in 2026-01-31.',
  url: 'An address, as in https://www.example.com.',
}

const UNITS: Record<string, [one: string, many: string]> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

function amount(bound: number | bigint, origin: string): string {
  const unit = UNITS[origin]?.[bound === 1 ? 0 : 1]
  return unit ? `${count(bound)} ${unit}` : count(bound)
}

function count(value: number | bigint): string {
  return value.toLocaleString('en-US')
}

/** Of a union the words of the form that comes nearest: one that only minds how the value is written. */
function ofUnion(issue: RawIssue & { code: 'invalid_union' }): string {
  if (Array.isArray(issue.options)) return `One of ${issue.options.join(', ')}.`
  const near = issue.errors.find(problems =>
    problems.every(({ code, path }) => path.length === 0 && !KINDS.includes(code)),
  )
  return near?.[0]?.message ?? 'This is in none of the forms that are taken.'
}

/** What says that a value is another thing altogether. */
const KINDS: readonly string[] = ['invalid_type', 'invalid_value', 'unrecognized_keys']
