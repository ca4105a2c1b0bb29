import { z } from 'zod'

/** Longest text that a filter compares with; of longer stored texts the beginning is compared. */
export const MAX_FILTER_TEXT = 400

const scalar = z.union([z.string().max(MAX_FILTER_TEXT), z.number(), z.boolean()])

/** What a field is compared with; several operators on one field must all hold. */
export const comparison = z
  .strictObject({
    eq: scalar.optional(),
    ne: scalar.optional().describe('Also true where the field is absent'),
    lt: scalar.optional(),
    lte: scalar.optional(),
    gt: scalar.optional(),
    gte: scalar.optional(),
    in: z.array(scalar).min(1).max(100).optional(),
    contains: scalar
      .optional()
      .describe('In a text: the text; in a list: one of its values; in relations: an id'),
    startsWith: z.string().min(1).max(MAX_FILTER_TEXT).optional(),
    exists: z.boolean().optional(),
  })
  .refine(value => Object.keys(value).length > 0, 'An operator, as in eq.')

/** What is compared with a field. */
export type Comparison = z.output<typeof comparison>

/**
 * Which objects: fields by path (`price`, `seo.title`) with what they are compared with, and `and`,
 * `or`, `not` over more of the same. All entries of one object must hold.
 */
export type Filter = {
  and?: Filter[] | undefined
  or?: Filter[] | undefined
  not?: Filter | undefined
} & {
  [field: string]: Comparison | Filter[] | Filter | undefined
}

/** A filter as a value; the server checks fields and operand types against the content type. */
export const filter: z.ZodType<Filter> = z.lazy(() =>
  z
    .object({
      and: z.array(filter).min(1).max(20).optional(),
      or: z.array(filter).min(1).max(20).optional(),
      not: filter.optional(),
    })
    .catchall(comparison),
) as z.ZodType<Filter>

/** A filter in a query string: the same as JSON text. */
export const filterText = z
  .string()
  .max(4000)
  .transform((text, context): Filter => {
    const parsed = filter.safeParse(readJson(text))
    if (parsed.success) return parsed.data
    for (const { message, path } of parsed.error.issues) {
      context.addIssue({ code: 'custom', message, path: [...path] })
    }
    return z.NEVER
  })
  .describe('JSON, as in {"price":{"lt":10},"or":[{"tags":{"contains":"new"}},…]}')

function readJson(text: string): unknown {
  try {
    return JSON.parse(text, refusePrototype)
  } catch {
    return undefined
  }
}

/** A filter whose parts are silently left out would show more than was asked for. */
function refusePrototype(name: string, value: unknown): unknown {
  if (name === '__proto__') throw new SyntaxError('__proto__ is no field')
  return value
}
