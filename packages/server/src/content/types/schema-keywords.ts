import { fieldName, typeName } from '@keywright/contract'
import { z } from 'zod'

/** What a value may be that has no subschemas: by type, and for all types. */
export type SchemaType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object'

const count = z.int().min(0)
const text = z.string().max(2000)
const condition = { required: z.array(fieldName).max(200) }

/** Keywords for people and editors; validation does not look at them. */
export const ANNOTATIONS: Readonly<Record<string, z.ZodType>> = {
  title: text,
  description: text,
  $comment: text,
  default: z.unknown(),
  examples: z.array(z.unknown()),
  deprecated: z.boolean(),
  readOnly: z.boolean(),
  writeOnly: z.boolean(),
}

/** Keywords that compare a value with others, whatever its type. */
export const COMPARISONS: Readonly<Record<string, z.ZodType>> = {
  enum: z.array(z.unknown()).min(1).max(500),
  const: z.unknown(),
}

/** Keywords that limit the values of one type. */
const LIMITS: Readonly<Record<SchemaType, Readonly<Record<string, z.ZodType>>>> = {
  string: { minLength: count, maxLength: count, pattern: z.string().max(500), format: z.string() },
  number: {
    minimum: z.number(),
    maximum: z.number(),
    exclusiveMinimum: z.number(),
    exclusiveMaximum: z.number(),
    multipleOf: z.number().positive(),
  },
  integer: {},
  boolean: {},
  array: { minItems: count, maxItems: count, uniqueItems: z.boolean() },
  object: {
    ...condition,
    dependentRequired: z.record(fieldName, condition.required),
    minProperties: count,
    maxProperties: count,
  },
}

/** Keywords that hold one more condition, and those that hold a list of them. */
export const CONDITIONS: ReadonlySet<string> = new Set(['not', 'if', 'then', 'else'])
export const CONDITION_LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf'])

/** Our own keywords: a reference to objects of these types, and one to a file. */
export const OWN_KEYWORDS: Readonly<Record<'relation' | 'media', z.ZodType>> = {
  relation: z.array(typeName).min(1).max(20),
  media: z.literal(true),
}

/** The only dialect, which need not be named. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

/** The keywords that may limit a value of a type; without a type, those of all types. */
export function limitsOf(type: SchemaType | undefined): Readonly<Record<string, z.ZodType>> {
  if (type === undefined) return Object.assign({}, ...Object.values(LIMITS))
  return LIMITS[type === 'integer' ? 'number' : type]
}

/** Whether a keyword says nothing to a validator; `x-…` are for editors of one's own. */
export function isAnnotation(keyword: string): boolean {
  return Object.hasOwn(ANNOTATIONS, keyword) || keyword.startsWith('x-')
}
