import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import { GraphqlRefusal } from './graphql-refusal.ts'

/** What a text may hold, whatever it means. With every fragment put where it is used. */
export const DOCUMENT_LIMITS = {
  bytes: 20_000,
  tokens: 2000,
  levels: 8,
  introspectionLevels: 16,
  fields: 1000,
  aliases: 30,
} as const

interface Measure {
  fields: number
  aliases: number
  levels: number
  /** Below `__schema` and `__type`: they describe types of types of types. */
  introspectionLevels: number
}

const NOTHING: Measure = { fields: 0, aliases: 0, levels: 0, introspectionLevels: 0 }

/**
 * Refuses what is too much before anything looks at it more closely: validating takes time that
 * grows faster than a text. Each fragment is measured once, however often it is used.
 */
export function requireModest(document: DocumentNode): void {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition)
    }
  }
  const measured = new Map<string, Measure | 'under way'>()

  function measure({ selections }: SelectionSetNode): Measure {
    let sum = NOTHING
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        sum = both(sum, measureFragment(selection.name.value))
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        sum = both(sum, measure(selection.selectionSet))
      } else {
        const inner = selection.selectionSet ? measure(selection.selectionSet) : NOTHING
        const describes = ['__schema', '__type'].includes(selection.name.value)
        sum = both(sum, {
          fields: inner.fields + 1,
          aliases: inner.aliases + (selection.alias ? 1 : 0),
          levels: describes ? 1 : inner.levels + 1,
          introspectionLevels: describes ? inner.levels + 1 : inner.introspectionLevels,
        })
      }
    }
    return sum
  }

  function measureFragment(name: string): Measure {
    const known = measured.get(name)
    if (known === 'under way') {
      throw new GraphqlRefusal('GRAPHQL_INVALID', 'A fragment leads back to itself.')
    }
    const fragment = fragments.get(name)
    if (known || !fragment) return known ?? NOTHING
    measured.set(name, 'under way')
    const found = measure(fragment.selectionSet)
    measured.set(name, found)
    return found
  }

  let all = NOTHING
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) {
      all = both(all, measure(definition.selectionSet))
    }
  }
  // Those that nothing uses are validated all the same.
  for (const name of fragments.keys())
    if (!measured.has(name)) all = both(all, measureFragment(name))
  for (const [what, limit, words] of TOLD) {
    if (all[what] > limit) {
      throw new GraphqlRefusal('GRAPHQL_TOO_COSTLY', `More than ${limit} ${words} are not allowed.`)
    }
  }
}

const TOLD = [
  ['levels', DOCUMENT_LIMITS.levels, 'levels of fields'],
  ['introspectionLevels', DOCUMENT_LIMITS.introspectionLevels, 'levels of introspection'],
  ['fields', DOCUMENT_LIMITS.fields, 'fields'],
  ['aliases', DOCUMENT_LIMITS.aliases, 'aliases'],
] as const satisfies readonly (readonly [keyof Measure, number, string])[]

function both(a: Measure, b: Measure): Measure {
  return {
    fields: a.fields + b.fields,
    aliases: a.aliases + b.aliases,
    levels: Math.max(a.levels, b.levels),
    introspectionLevels: Math.max(a.introspectionLevels, b.introspectionLevels),
  }
}
