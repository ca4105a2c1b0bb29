import { countOf, formatCount } from '../../../lib/count.ts'
import type { JsonSchema } from '../types/field-kind.ts'

/** What is wrong with a value, for people; `schema` is the part of it whose keyword does not hold. */
export function problemInWords(keyword: string, schema: JsonSchema, value: unknown): string {
  const words = WORDS[keyword]
  return words ? words(schema[keyword], value) : 'This does not fit the rules of the type.'
}

const WORDS: Readonly<Record<string, (limit: unknown, value: unknown) => string>> = {
  type: (limit, value) => {
    if (value === null) return 'Fill this in, or take it away.'
    const [type] = [limit].flat().filter(name => name !== 'null')
    return TYPES[String(type)] ?? 'This is not what the field takes.'
  },
  enum: () => 'Choose one of the list.',
  const: limit => `It has to be ${JSON.stringify(limit)}.`,
  minLength: limit => `It needs at least ${countOf(Number(limit), 'character')}.`,
  maxLength: (limit, value) =>
    `At most ${countOf(Number(limit), 'character')}; there are ${formatCount([...String(value)].length)}.`,
  pattern: limit =>
    String(limit).startsWith('^[a-z0-9]+(?:-')
      ? 'Small letters, digits and single hyphens between them, as in spring-sale.'
      : `It does not have the form that the type asks for: ${limit}`,
  format: limit => FORMATS[String(limit)] ?? 'It does not have the form that the type asks for.',
  minimum: limit => `At least ${limit}.`,
  maximum: limit => `At most ${limit}.`,
  exclusiveMinimum: limit => `More than ${limit}.`,
  exclusiveMaximum: limit => `Less than ${limit}.`,
  multipleOf: limit => `It has to be a multiple of ${limit}.`,
  minItems: limit => `It needs at least ${entries(limit)}.`,
  maxItems: limit => `At most ${entries(limit)}.`,
  uniqueItems: () => 'Nothing may be in it twice.',
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'It has to be text.',
  number: 'It has to be a number.',
  integer: 'It has to be a whole number.',
  boolean: 'It has to be yes or no.',
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'It has to be a date.',
  'date-time': 'It has to be a date with a time.',
  time: 'It has to be a time, as in 14:30:00Z.',
  duration: 'It has to be a duration, as in P1DT12H.',
  email: 'It has to be an e-mail address.',
  uri: 'It has to be an address, as in https://example.com/page.',
  hostname: 'It has to be the name of a host, as in example.com.',
  ipv4: 'It has to be an address, as in 192.0.2.1.',
  ipv6: 'It has to be an address, as in 2001:db8::1.',
  uuid: 'It has to be a UUID.',
}

function entries(limit: unknown): string {
  return limit === 1 ? '1 entry' : `${formatCount(Number(limit))} entries`
}
