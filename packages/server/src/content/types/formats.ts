import { fullFormats } from 'ajv-formats/dist/formats.js'
import { compilePattern, spend } from './patterns.ts'

/** Longest text in each format that ajv-formats checks. */
const MAX_LENGTH = { uri: 2000, email: 254, hostname: 253, ipv4: 15, ipv6: 45, uuid: 45, time: 40 }

/** Whether a text has a format. */
export type Format = (text: string) => boolean

const slug = compilePattern('^[a-z0-9]+(?:-[a-z0-9]+)*$')
const duration = compilePattern(
  '^P(?:\\d+W|\\d+[YMD](?:\\d+[MD]){0,2}(?:T\\d+[HMS](?:\\d+[MS]){0,2})?|T\\d+[HMS](?:\\d+[MS]){0,2})$',
)

/** The formats that a text may have. `markdown` is a text for people, `slug` a name in addresses. */
export const FORMATS: Readonly<Record<string, Format>> = {
  date: text => isCalendarDate(text),
  'date-time': text => readTime(text) !== undefined && text.length > 10,
  time: foreign('time', MAX_LENGTH.time),
  duration: text => text.length <= 40 && duration.test(text),
  email: foreign('email', MAX_LENGTH.email),
  uri: foreign('uri', MAX_LENGTH.uri),
  hostname: foreign('hostname', MAX_LENGTH.hostname),
  ipv4: foreign('ipv4', MAX_LENGTH.ipv4),
  ipv6: foreign('ipv6', MAX_LENGTH.ipv6),
  uuid: foreign('uuid', MAX_LENGTH.uuid),
  markdown: () => true,
  slug: text => text.length <= 200 && slug.test(text),
}

/**
 * Epoch milliseconds of a date (its midnight in UTC) or of an RFC 3339 time; undefined for a text
 * that is neither. Leap seconds are refused: no time of this program has them.
 */
export function readTime(text: string): number | undefined {
  if (text.length > 40 || !TIME.test(text) || !isCalendarDate(text.slice(0, 10))) return undefined
  const at = Date.parse(text.toUpperCase())
  return Number.isNaN(at) ? undefined : at
}

const TIME =
  /^\d{4}-\d\d-\d\d(?:[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,12})?(?:[Zz]|[+-][0-2]\d:[0-5]\d))?$/

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const at = Date.parse(text)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/** A format as ajv-formats has it. Short texts only: its expressions may go back and forth. */
function foreign(name: keyof typeof MAX_LENGTH, maxLength: number): Format {
  const format = fullFormats[name]
  const definition = typeof format === 'object' && 'validate' in format ? format.validate : format
  if (definition instanceof RegExp) {
    return text => {
      if (text.length > maxLength) return false
      spend(text)
      return definition.test(text)
    }
  }
  if (typeof definition !== 'function') throw new Error(`ajv-formats has no format ${name}`)
  // Only formats of numbers take anything but a text.
  const validate = definition as (text: string) => boolean
  return text => {
    if (text.length > maxLength) return false
    spend(text)
    return validate(text)
  }
}
