import type { Filter } from '@keywright/contract'
import { filter as filterSchema } from '@keywright/contract'
import {
  type GraphQLInputFieldConfigMap,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
} from 'graphql'
import { AppError } from '../../app-error.ts'
import { pointerBelow } from '../../lib/json-pointer.ts'
import type { View } from '../objects/objects.table.ts'
import type { CompiledType, Field } from '../types/content-type.ts'
import { comparisonOf, isComparison } from './common-types.ts'

/** Fields that every object has, as GraphQL and as filters call them. */
const SYSTEM = { _id: 'id', _createdAt: 'createdAt', _publishedAt: 'publishedAt' } as const

/** The filter of a type over the fields that are not hidden. */
export function filterInputOf(
  type: CompiledType,
  parts: {
    view: View
    name: string
    hidden: ReadonlySet<string>
    nameInner(path: readonly string[], suffix: string): string
  },
): GraphQLInputObjectType {
  const { view, name, hidden, nameInner } = parts

  function fieldsBelow(path: readonly string[]): GraphQLInputFieldConfigMap {
    const inputs: GraphQLInputFieldConfigMap = {}
    for (const field of type.fields.values()) {
      const steps = field.path.split('.')
      if (hidden.has(field.path) || !isBelow(steps, path)) continue
      const step = steps[path.length]
      if (step === undefined || inputs[step]) continue
      inputs[step] = { type: inputOf(field, steps, [...path, step]) }
    }
    return inputs
  }

  function inputOf(field: Field, steps: readonly string[], path: readonly string[]) {
    if (steps.length === path.length) return comparisonOf(field.kind, field.many)
    return new GraphQLInputObjectType({
      name: nameInner(path, 'Filter'),
      fields: fieldsBelow(path),
    })
  }

  const own = fieldsBelow([])
  const all: GraphQLInputObjectType = new GraphQLInputObjectType({
    name,
    description: 'All that is said of one object must hold.',
    fields: () => {
      const several = { type: new GraphQLList(new GraphQLNonNull(all)) }
      return {
        and: several,
        or: several,
        not: { type: all },
        _id: { type: comparisonOf('text', false) },
        _createdAt: { type: comparisonOf('time', false) },
        ...(view === 'draft' && { _updatedAt: { type: comparisonOf('time', false) } }),
        _publishedAt: { type: comparisonOf('time', false) },
        ...own,
      }
    },
  })
  return all
}

function isBelow(steps: readonly string[], path: readonly string[]): boolean {
  return path.every((step, index) => steps[index] === step)
}

type Given = Readonly<Record<string, unknown>>

/**
 * The filter of the contract that an argument means. Throws VALIDATION_FAILED for null and for
 * comparisons of nothing: left out, they would show more than was asked for.
 */
export function readFilterInput(input: GraphQLInputObjectType, given: Given): Filter {
  const filter = readLevel(input, given, [], '/filter')
  const parsed = filterSchema.safeParse(filter)
  if (parsed.success) return parsed.data
  throw new AppError('VALIDATION_FAILED', {
    errors: parsed.error.issues.map(({ path, message }) => ({
      pointer: path.reduce<string>((at, name) => pointerBelow(at, String(name)), '/filter'),
      message,
    })),
  })
}

function readLevel(
  input: GraphQLInputObjectType,
  given: Given,
  path: readonly string[],
  pointer: string,
): Given {
  const filter: Record<string, unknown> = {}
  const fields = input.getFields()
  const entries = Object.entries(given)
  if (entries.length === 0) refuse(pointer, 'expected a comparison')
  for (const [name, value] of entries) {
    const at = pointerBelow(pointer, name)
    const type = fields[name]?.type
    if (value === null) refuse(at, 'null compares with nothing; use exists')
    else if (isComparison(type)) {
      const all = value as Given
      for (const [op, operand] of Object.entries(all)) {
        if (operand === null) refuse(pointerBelow(at, op), 'null compares with nothing; use exists')
      }
      filter[nameInFilter([...path, name])] = all
    } else if (Array.isArray(value)) {
      filter[name] = value.map((part, index) => readLevel(input, part, [], pointerBelow(at, index)))
    } else if (type === input) filter[name] = readLevel(input, value as Given, [], at)
    else if (type instanceof GraphQLInputObjectType) {
      Object.assign(filter, readLevel(type, value as Given, [...path, name], at))
    }
  }
  return filter
}

function nameInFilter(path: readonly string[]): string {
  const name = path.join('.')
  if (name === '_updatedAt') return 'updatedAt'
  return Object.hasOwn(SYSTEM, name) ? SYSTEM[name as keyof typeof SYSTEM] : name
}

function refuse(pointer: string, message: string): never {
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}
