import type { GraphQLFieldConfigMap, GraphQLInputObjectType, GraphQLObjectType } from 'graphql'
import type { Execution } from './execution.ts'
import type { TypeShape } from './field-shapes.ts'
import type { TypeNames } from './graphql-names.ts'
import type { ReadableType } from './type-rights.ts'

/** A content type with all that the schema makes of it. */
export interface TypeParts extends ReadableType {
  readonly names: TypeNames
  readonly shape: TypeShape
  readonly object: GraphQLObjectType
  readonly filter: GraphQLInputObjectType
  readonly input: GraphQLInputObjectType | undefined
  readonly patch: GraphQLInputObjectType | undefined
}

/** Root fields of queries and of mutations. */
export type RootFields = GraphQLFieldConfigMap<undefined, Execution>
