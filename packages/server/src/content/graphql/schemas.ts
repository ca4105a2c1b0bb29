import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql'
import { LRUCache } from 'lru-cache'
import { buildSchema } from './build-schema.ts'
import type { SchemaSize } from './operation-cost.ts'
import type { Sight } from './type-rights.ts'

/** A schema that was built, and what is known of it. */
export interface KnownSchema {
  schema: GraphQLSchema
  size: SchemaSize
  /** Tells schemas apart; no number is used twice. */
  number: number
}

/** Schemas by what visitors see. */
export interface Schemas {
  get(sight: Sight): KnownSchema | Promise<KnownSchema>
}

/** Kept at the most: schemas, and fields of all of them together, about a kilobyte each. */
const LIMITS = { schemas: 200, fields: 60_000 } as const

/** Makes an empty store. What depends on a type has its version in the fingerprint, so nothing grows old. */
export function createSchemas(): Schemas {
  const known = new LRUCache<string, KnownSchema>({
    max: LIMITS.schemas,
    maxSize: LIMITS.fields,
    // One that is larger than all together is kept all the same, alone: to build it takes long.
    sizeCalculation: ({ size }) => Math.min(size.fields + 1, LIMITS.fields),
  })
  const building = new Map<string, Promise<KnownSchema>>()
  let built = 0

  async function build(sight: Sight): Promise<KnownSchema> {
    try {
      const schema = await buildSchema(sight)
      const made = { schema, size: sizeOf(schema), number: ++built }
      known.set(sight.fingerprint, made)
      return made
    } finally {
      building.delete(sight.fingerprint)
    }
  }

  return {
    get(sight) {
      const found = known.get(sight.fingerprint) ?? building.get(sight.fingerprint)
      if (found) return found
      const made = build(sight)
      building.set(sight.fingerprint, made)
      return made
    },
  }
}

function sizeOf(schema: GraphQLSchema): SchemaSize {
  const types = Object.values(schema.getTypeMap())
  const fields = types.map(type =>
    isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)
      ? Object.keys(type.getFields()).length
      : 0,
  )
  return { types: types.length, fields: fields.reduce((sum, count) => sum + count, 0) }
}
