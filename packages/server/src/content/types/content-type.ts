import type { ContentType } from '@keywright/contract'
import type { Tx } from '../../db/engine.ts'

/** What a value of a field is, for filters, sorts and GraphQL. Texts may have a `format`. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'time' | 'relation' | 'media'

/** A field whose values can be found: a scalar, or several of them, somewhere in the object. */
export interface Field {
  /** Property names from the root, joined by dots: `price`, `seo.title`. Steps through lists leave no trace. */
  readonly path: string
  readonly kind: FieldKind
  /** Whether an object may have several values: the field is, or lies in, a list. */
  readonly many: boolean
  /** Whether every valid object has it. */
  readonly required: boolean
  /** Names of the types that a relation may lead to. */
  readonly to: readonly string[]
}

/** What does not fit a type; `pointer` is a JSON pointer below the fields. */
export interface FieldProblem {
  pointer: string
  message: string
}

/** A content type ready to be used: decoded and compiled once, when it enters the registry. */
export interface CompiledType {
  readonly id: string
  readonly domainId: string
  /** Stands for the type in stored rows. */
  readonly number: number
  readonly name: string
  readonly version: number
  /** As it travels. */
  readonly view: ContentType
  /** Fields that can be filtered and sorted by, by path. */
  readonly fields: ReadonlyMap<string, Field>
  /** What does not fit; empty for valid fields. Never throws, whatever is passed. */
  validate(fields: unknown): FieldProblem[]
}

/** The content types of all domains, in memory. */
export interface ContentTypeRegistry {
  /** Throws CONTENT_TYPE_NOT_FOUND. */
  get(domainId: string, name: string): Promise<CompiledType>
  /** The same, at once where it is in memory. */
  at(domainId: string, name: string): CompiledType | Promise<CompiledType>
  find(domainId: string, name: string): Promise<CompiledType | undefined>
  /** All of a domain, by name. */
  list(domainId: string): Promise<readonly CompiledType[]>
  /**
   * The type as a transaction sees it, which then can neither change nor go until its end: objects
   * are written under the schema they were validated by. Throws CONTENT_TYPE_NOT_FOUND.
   */
  hold(tx: Tx, domainId: string, name: string): Promise<CompiledType>
  /** The number of each type by name, as a transaction sees them. */
  numbers(tx: Tx, domainId: string): Promise<ReadonlyMap<string, number>>
}
