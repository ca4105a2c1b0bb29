import { fieldName } from '@keywright/contract'
import type { z } from 'zod'
import { pointerBelow } from '../../lib/json-pointer.ts'
import { isSchema, type Schema } from './expand-schema.ts'
import { FORMATS } from './formats.ts'
import { patternProblem } from './patterns.ts'
import {
  ANNOTATIONS,
  COMPARISONS,
  CONDITION_LISTS,
  CONDITIONS,
  DIALECT,
  isAnnotation,
  limitsOf,
  OWN_KEYWORDS,
  type SchemaType,
} from './schema-keywords.ts'

/** What is wrong with a schema; `pointer` leads from the root of the request. */
export interface SchemaProblem {
  pointer: string
  message: string
}

/** Bounds that keep every schema quick to compile and to check with, counted with each `$ref` followed. */
const SCHEMA_LIMITS = {
  bytes: 64 * 1024,
  properties: 200,
  levels: 6,
  conditionLevels: 10,
  parts: 2000,
  alternatives: 20,
  uniqueObjects: 1000,
  patternCharacters: 4000,
  problems: 20,
} as const

/** Names that every object has and that filters, sorts and selections mean something else by. */
const TAKEN_NAMES: ReadonlySet<string> = new Set([
  ...['id', 'createdAt', 'updatedAt', 'publishedAt'],
  ...['and', 'or', 'not'],
])

type Place = 'root' | 'field' | 'condition'

/**
 * Checks a schema and completes it: objects take no properties that they do not declare. Without
 * problems `schema` may be stored and compiled; what it may say is listed in `schema-keywords.ts`.
 */
export function checkSchema(given: Schema): { schema: Schema; problems: SchemaProblem[] } {
  const problems = new Map<string, SchemaProblem>()
  const definitions = isSchema(given.$defs) ? given.$defs : {}
  const seen = { parts: 0, properties: 0, tooLarge: false }
  const patterns = new Set<string>()

  function refuse(pointer: string, message: string) {
    if (problems.size < SCHEMA_LIMITS.problems) {
      problems.set(`${pointer}\n${message}`, { pointer, message })
    }
  }

  /** Everything is looked at once more for each `$ref` to it; far too much is not looked at to its end. */
  function isTooLarge(): boolean {
    if (seen.tooLarge) return true
    seen.parts++
    if (seen.parts > SCHEMA_LIMITS.parts) {
      refuse('/schema', `more than ${SCHEMA_LIMITS.parts} parts are not allowed`)
    } else if (seen.properties > SCHEMA_LIMITS.properties) {
      refuse('/schema', `more than ${SCHEMA_LIMITS.properties} properties are not allowed`)
    } else return false
    seen.tooLarge = true
    return true
  }

  function visit(
    part: unknown,
    pointer: string,
    place: Place,
    levels: number,
    trail: readonly string[],
  ): Schema {
    if (!isSchema(part)) {
      refuse(pointer, 'expected a schema, which is an object')
      return {}
    }
    const limit = place === 'condition' ? SCHEMA_LIMITS.conditionLevels : SCHEMA_LIMITS.levels
    if (levels > limit) refuse(pointer, `more than ${limit} levels are not allowed`)
    if (isTooLarge() || levels > limit) return part
    const inner = (child: unknown, at: string, childPlace: Place) =>
      visit(child, `${pointer}/${at}`, childPlace, levels + 1, trail)

    if (place === 'field') {
      if ('$ref' in part) return followed(part, pointer, levels, trail)
      if ('relation' in part || 'media' in part) return reference(part, pointer)
    }
    const type = readType(part, pointer, place)
    const checks = { ...ANNOTATIONS, ...COMPARISONS, ...limitsOf(type) }
    const complete: Record<string, unknown> = {}
    for (const [keyword, value] of Object.entries(part)) {
      const at = pointerBelow(pointer, keyword)
      complete[keyword] = value
      if (CONDITIONS.has(keyword)) complete[keyword] = inner(value, keyword, 'condition')
      else if (CONDITION_LISTS.has(keyword)) {
        complete[keyword] = listOf(value, at).map((child, index) =>
          inner(child, `${keyword}/${index}`, 'condition'),
        )
      } else if (keyword === 'properties' && (type ?? 'object') === 'object') {
        complete[keyword] = readProperties(value, at, place, (child, name) =>
          inner(child, `properties/${name}`, place === 'root' ? 'field' : place),
        )
      } else if (keyword === 'items' && (type ?? 'array') === 'array' && place !== 'root') {
        complete[keyword] = inner(value, 'items', place)
      } else if (keyword === 'additionalProperties' && type === 'object') {
        if (value !== false) refuse(at, 'only false is allowed')
      } else if (place === 'root' && keyword === '$defs') complete[keyword] = readDefinitions(value)
      else if (place === 'root' && keyword === '$schema') {
        if (value !== DIALECT) refuse(at, `expected ${DIALECT}`)
      } else if (!Object.hasOwn(checks, keyword)) {
        if (keyword !== 'type' && !isAnnotation(keyword)) refuse(at, unknownKeyword(keyword, type))
      } else readValue(checks[keyword], keyword, value, at)
    }
    if (place !== 'condition') checkShape(part, pointer, type)
    return place !== 'condition' && type === 'object'
      ? { ...complete, additionalProperties: false }
      : complete
  }

  function followed(part: Schema, pointer: string, levels: number, trail: readonly string[]) {
    for (const keyword of Object.keys(part)) {
      if (keyword !== '$ref' && !isAnnotation(keyword)) {
        refuse(pointerBelow(pointer, keyword), 'is not allowed beside $ref')
      }
    }
    const name = /^#\/\$defs\/([A-Za-z0-9_]+)$/.exec(String(part.$ref))?.[1]
    if (name === undefined || !Object.hasOwn(definitions, name)) {
      refuse(`${pointer}/$ref`, 'expected #/$defs/ and the name of a definition')
    } else if (trail.includes(name)) refuse(`${pointer}/$ref`, 'leads back to itself')
    else visit(definitions[name], `/schema/$defs/${name}`, 'field', levels, [...trail, name])
    return part
  }

  function reference(part: Schema, pointer: string): Schema {
    for (const [keyword, value] of Object.entries(part)) {
      const at = pointerBelow(pointer, keyword)
      if (keyword === 'relation' || keyword === 'media') {
        readValue(OWN_KEYWORDS[keyword], keyword, value, at)
      } else if (Object.hasOwn(ANNOTATIONS, keyword)) {
        readValue(ANNOTATIONS[keyword], keyword, value, at)
      } else if (!isAnnotation(keyword)) refuse(at, 'is not allowed beside relation or media')
    }
    if ('relation' in part && 'media' in part) refuse(pointer, 'is either a relation or media')
    return part
  }

  /** The type of a value that is not null; undefined in conditions without one. */
  function readType(part: Schema, pointer: string, place: Place): SchemaType | undefined {
    if (place === 'condition' && part.type === undefined) return undefined
    const [type, ...others] = [part.type].flat().filter((name, _, all) => {
      return name !== 'null' || all.length !== 2
    })
    const isNullable = Array.isArray(part.type)
    const fits = place !== 'root' || (type === 'object' && !isNullable)
    if (others.length === 0 && isType(type) && fits) return type
    const expected = place === 'root' ? 'object' : `one of ${TYPES.join(', ')}, or that and null`
    refuse(`${pointer}/type`, `expected ${expected}`)
    return undefined
  }

  function readProperties(
    value: unknown,
    pointer: string,
    place: Place,
    read: (child: unknown, name: string) => Schema,
  ): Schema {
    if (!isSchema(value)) {
      refuse(pointer, 'expected an object of properties')
      return {}
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, child]) => {
        const at = pointerBelow(pointer, name)
        readName(name, at)
        if (place === 'root' && TAKEN_NAMES.has(name)) {
          refuse(at, `${name} means something else in filters and sorts; choose another name`)
        }
        if (place !== 'condition') seen.properties++
        return [name, read(child, name)]
      }),
    )
  }

  function readDefinitions(value: unknown): Schema {
    if (!isSchema(value)) {
      refuse('/schema/$defs', 'expected an object of schemas')
      return {}
    }
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => {
        const at = pointerBelow('/schema/$defs', name)
        readName(name, at)
        return [name, visit(part, at, 'field', 1, [name])]
      }),
    )
  }

  function readName(name: string, pointer: string) {
    const parsed = fieldName.safeParse(name)
    if (!parsed.success) refuse(pointer, parsed.error.issues[0]?.message ?? 'is not a name')
    else if (name in Object.prototype) refuse(pointer, 'is a name that JavaScript gave away')
  }

  function readValue(check: z.ZodType | undefined, keyword: string, value: unknown, at: string) {
    const parsed = check?.safeParse(value)
    for (const issue of parsed?.error?.issues ?? []) {
      refuse([at, ...issue.path.map(String)].join('/'), issue.message)
    }
    if (!parsed?.success) return
    if (keyword === 'format' && !Object.hasOwn(FORMATS, String(value))) {
      refuse(at, `expected one of ${Object.keys(FORMATS).join(', ')}`)
    }
    if (keyword === 'pattern') readPattern(String(value), at)
  }

  /** To compile patterns takes time: each is compiled once, and all of them together are not long. */
  function readPattern(source: string, pointer: string) {
    if (patterns.has(source)) return
    patterns.add(source)
    if ([...patterns].join('').length > SCHEMA_LIMITS.patternCharacters) {
      const message = `more than ${SCHEMA_LIMITS.patternCharacters} characters of patterns are not allowed`
      return refuse('/schema', message)
    }
    const problem = patternProblem(source)
    if (problem !== undefined) refuse(pointer, problem)
  }

  function listOf(value: unknown, pointer: string): unknown[] {
    if (Array.isArray(value) && value.length > 0 && value.length <= SCHEMA_LIMITS.alternatives) {
      return value
    }
    refuse(pointer, `expected a list of 1 to ${SCHEMA_LIMITS.alternatives} schemas`)
    return []
  }

  /** What a type needs, so that each of its values can be found and shown. */
  function checkShape(part: Schema, pointer: string, type: SchemaType | undefined) {
    if (type === 'array') {
      if (part.items === undefined) refuse(`${pointer}/items`, 'a list needs items')
      const isBounded = Number(part.maxItems) <= SCHEMA_LIMITS.uniqueObjects
      if (part.uniqueItems === true && !isBounded && !isScalar(part.items, definitions)) {
        const message = `uniqueItems of objects needs maxItems of at most ${SCHEMA_LIMITS.uniqueObjects}`
        refuse(`${pointer}/uniqueItems`, message)
      }
    }
    if (type !== 'object') return
    if (part.properties === undefined) refuse(`${pointer}/properties`, 'an object needs properties')
    const properties = isSchema(part.properties) ? part.properties : {}
    for (const [index, name] of (Array.isArray(part.required) ? part.required : []).entries()) {
      if (!Object.hasOwn(properties, String(name))) {
        refuse(`${pointer}/required/${index}`, 'is not a property')
      }
    }
  }

  if (Buffer.byteLength(JSON.stringify(given)) > SCHEMA_LIMITS.bytes) {
    refuse('/schema', `more than ${SCHEMA_LIMITS.bytes} bytes are not allowed`)
    return { schema: given, problems: [...problems.values()] }
  }
  const schema = visit(given, '/schema', 'root', 0, [])
  return { schema, problems: [...problems.values()] }
}

const TYPES: readonly SchemaType[] = ['string', 'number', 'integer', 'boolean', 'array', 'object']

function isType(name: unknown): name is SchemaType {
  return TYPES.some(type => type === name)
}

/** Scalars are told apart at once; objects are compared each with each. */
function isScalar(items: unknown, definitions: Schema): boolean {
  if (!isSchema(items)) return false
  const name = typeof items.$ref === 'string' ? items.$ref.slice('#/$defs/'.length) : undefined
  const target = name === undefined ? items : definitions[name]
  if (!isSchema(target)) return false
  return [target.type].flat().every(type => isType(type) && type !== 'array' && type !== 'object')
}

function unknownKeyword(keyword: string, type: SchemaType | undefined): string {
  return type === undefined
    ? `${keyword} is not supported here`
    : `${keyword} is nothing of a ${type}`
}
