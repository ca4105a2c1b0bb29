import { sentenceOf } from '@keywright/contract'
import { z } from 'zod'
import { AppError } from '../app-error.ts'
import { pointerBelow } from '../lib/json-pointer.ts'
import { parseQuery } from './body.ts'

// Whatever refuses what: the same words as beside the fields of a form.
z.config({ customError: sentenceOf })

/** Parses a part of a request, or throws VALIDATION_FAILED with pointers that begin with `at`. */
export function parsePart(schema: z.ZodType | undefined, value: unknown, at: string): unknown {
  if (!schema) return {}
  refuseUnfit(value, at)
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('VALIDATION_FAILED', {
    errors: parsed.error.issues.map(issue => ({
      pointer: pointerTo(at, issue.path),
      message: issue.message,
    })),
  })
}

/**
 * Makes what parses the query of an address, or throws VALIDATION_FAILED: nothing unknown, and nothing
 * twice. To be made once: zod compiles a schema when it first parses.
 */
export function queryReader<S extends z.ZodObject>(schema: S): (url: string) => z.output<S> {
  const strict = schema.strict()
  // What this very schema made of it.
  return url => parsePart(strict, parseQuery(url), '/query') as z.output<S>
}

/** Deeper than any document of ours, and far less than what a stack takes. */
const MAX_LEVELS = 32

/**
 * No field takes U+0000, which Postgres cannot store, none is called `__proto__`, which copies of it
 * would lose, and none is so deep that whoever walks through it afterwards would run out of stack:
 * refused here once, for every endpoint.
 */
function refuseUnfit(value: unknown, at: string, path: (string | number)[] = []): void {
  if (typeof value === 'string') refuseNul(value, at, path)
  if (typeof value !== 'object' || value === null) return
  if (path.length === MAX_LEVELS) {
    refuseField(at, path, `More than ${MAX_LEVELS} levels are not allowed.`)
  }
  for (const [name, part] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (typeof name === 'string') refuseNul(name, at, path)
    if (name === '__proto__') refuseField(at, path, 'The name __proto__ is not allowed.')
    path.push(name)
    refuseUnfit(part, at, path)
    path.pop()
  }
}

function refuseNul(text: string, at: string, path: readonly (string | number)[]): void {
  if (text.includes('\0')) refuseField(at, path, 'The character U+0000 is not allowed.')
}

/** Where it is is put into words here only: there may be hundreds of thousands of values. */
function refuseField(at: string, path: readonly (string | number)[], message: string): never {
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: pointerTo(at, path), message }] })
}

function pointerTo(at: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>((pointer, segment) => pointerBelow(pointer, String(segment)), at)
}
