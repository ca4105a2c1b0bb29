import { MAX_FILTER_TEXT } from '@keywright/contract'
import type { ErrorObject, Options, ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { pointerBelow } from '../../lib/json-pointer.ts'
import { isStorable } from '../../lib/text.ts'
import type { CompiledType, FieldProblem } from './content-type.ts'
import { viewContentType } from './content-type.view.ts'
import type { ContentTypeRow } from './content-types.table.ts'
import { expandSchema, isSchema, type Schema } from './expand-schema.ts'
import { FORMATS } from './formats.ts'
import { compilePattern, startBudget, TooMuchToCheckError } from './patterns.ts'
import { fieldsOf } from './schema-fields.ts'

/** Problems that are told of one object. */
const MAX_PROBLEMS = 20

/** Bounds of the fields of one object: what checking and indexing it costs. */
const OBJECT_LIMITS = { values: 10_000, levels: 32 } as const

/** From here on a validation stops at the first problem: collecting them all would fill the memory. */
const MAX_ATTEMPTS_COLLECTED = 50_000

/** Makes a stored type ready to be used. What validates is made when it is first needed. */
export function compileType(row: ContentTypeRow): CompiledType {
  const view = viewContentType(row)
  const expanded = withSlug(expandSchema(view.schema), view.slugField)
  let validator: Validator | undefined
  return {
    id: row.id,
    domainId: row.domain_id,
    number: row.number,
    name: row.name,
    version: row.version,
    view,
    fields: fieldsOf(expanded),
    validate(fields) {
      validator ??= createValidator(expanded)
      return validator(fields)
    },
  }
}

/** A value that has to be found whole in an address is no longer than what filters compare with. */
function withSlug(schema: Schema, slugField: string | null): Schema {
  const { properties } = schema
  if (slugField === null || !isSchema(properties)) return schema
  const field = properties[slugField]
  if (!isSchema(field)) return schema
  const maxLength = Math.min(Number(field.maxLength ?? MAX_FILTER_TEXT), MAX_FILTER_TEXT)
  return { ...schema, properties: { ...properties, [slugField]: { ...field, maxLength } } }
}

/** What does not fit a schema; never throws. */
export type Validator = (fields: unknown) => FieldProblem[]

/** Compiles an expanded schema; throws what ajv says of a schema that it does not take. */
export function createValidator(expanded: Schema): Validator {
  const checkFirst = compile(expanded, false)
  const alternatives = countAlternatives(expanded)
  let checkAll: ValidateFunction | undefined

  return fields => {
    try {
      const measured = measure(fields)
      if (measured.problems.length > 0) return measured.problems
      startBudget()
      if (checkFirst(fields)) return []
      if (measured.values * alternatives > MAX_ATTEMPTS_COLLECTED) return problemsOf(checkFirst)
      checkAll ??= compile(expanded, true)
      startBudget()
      return checkAll(fields) ? [] : problemsOf(checkAll)
    } catch (error) {
      if (!(error instanceof TooMuchToCheckError)) throw error
      return [{ pointer: '', message: 'has too much text in fields with a pattern or a format' }]
    }
  }
}

const OPTIONS: Options = {
  strict: true,
  strictTypes: false,
  strictRequired: false,
  // The rules of this server are narrower than the meta-schema.
  meta: false,
  validateSchema: false,
  ownProperties: true,
  multipleOfPrecision: 10,
  formats: { ...FORMATS },
  logger: false,
  code: {
    regExp: Object.assign((pattern: string) => compilePattern(pattern), { code: 'compilePattern' }),
  },
}

const ID = { type: 'string', format: 'objectId' }

/** A compiler of its own for each schema: what it keeps goes with it. */
function compile(schema: Schema, allErrors: boolean): ValidateFunction {
  const ajv = new Ajv2020({ ...OPTIONS, allErrors })
  ajv.addFormat('objectId', text => /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(text))
  ajv.addFormat('mediaId', text => /^med_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text))
  ajv.addKeyword({
    keyword: 'relation',
    schemaType: 'array',
    macro: (names: string[]) => referenceSchema({ enum: names }, ID),
  })
  ajv.addKeyword({
    keyword: 'media',
    schemaType: 'boolean',
    macro: () => referenceSchema({ const: 'media' }, { type: 'string', format: 'mediaId' }),
  })
  return ajv.compile(schema)
}

function referenceSchema(type: Schema, id: Schema): Schema {
  return {
    type: 'object',
    properties: { type: { type: 'string', ...type }, id },
    required: ['type', 'id'],
    additionalProperties: false,
  }
}

/** Bounds on what is checked, and texts that no database takes. */
function measure(fields: unknown): { values: number; problems: FieldProblem[] } {
  let values = 0
  const problems: FieldProblem[] = []

  function visit(value: unknown, pointer: string, levels: number) {
    values++
    if (values > OBJECT_LIMITS.values || problems.length >= MAX_PROBLEMS) return
    if (typeof value === 'string') {
      if (!isStorable(value)) {
        problems.push({ pointer, message: 'has characters that are not Unicode, or U+0000' })
      }
      return
    }
    if (typeof value !== 'object' || value === null) return
    if (levels > OBJECT_LIMITS.levels) {
      const message = `more than ${OBJECT_LIMITS.levels} levels are not allowed`
      problems.push({ pointer, message })
      return
    }
    for (const name of Object.keys(value)) {
      if (values > OBJECT_LIMITS.values) return
      // Only names that the object has itself: they were just listed.
      visit((value as Record<string, unknown>)[name], pointerBelow(pointer, name), levels + 1)
    }
  }

  visit(fields, '', 0)
  if (values > OBJECT_LIMITS.values) {
    const message = `more than ${OBJECT_LIMITS.values} values are not allowed`
    problems.push({ pointer: '', message })
  }
  return { values, problems }
}

/** How many branches a value may have to be tried with. */
function countAlternatives(part: unknown): number {
  if (Array.isArray(part))
    return part.reduce((sum: number, child) => sum + countAlternatives(child), 0)
  if (!isSchema(part)) return 0
  const own = ['anyOf', 'oneOf'].flatMap(keyword => part[keyword] ?? []).length
  return Object.values(part).reduce((sum: number, child) => sum + countAlternatives(child), own)
}

function problemsOf({ errors }: ValidateFunction): FieldProblem[] {
  const problems = new Map<string, FieldProblem>()
  for (const error of errors ?? []) {
    // What these say is said by the errors of what they stand for.
    if (error.keyword === 'relation' || error.keyword === 'media') continue
    const problem = describe(error)
    problems.set(`${problem.pointer}\n${problem.message}`, problem)
    if (problems.size === MAX_PROBLEMS) break
  }
  return [...problems.values()]
}

function describe({ keyword, instancePath, message, params }: ErrorObject): FieldProblem {
  switch (keyword) {
    case 'required':
      return { pointer: pointerBelow(instancePath, params.missingProperty), message: 'is required' }
    case 'additionalProperties':
      return {
        pointer: pointerBelow(instancePath, params.additionalProperty),
        message: 'is not a field of the type',
      }
    case 'enum':
      return { pointer: instancePath, message: `must be one of ${list(params.allowedValues)}` }
    default:
      return { pointer: instancePath, message: message ?? 'does not fit the type' }
  }
}

function list(values: unknown): string {
  const text = (Array.isArray(values) ? values : []).map(value => JSON.stringify(value)).join(', ')
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
