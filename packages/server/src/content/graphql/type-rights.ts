import type { DomainVisitor } from '../../access/principal.ts'
import { mayDo } from '../objects/object-parts.ts'
import type { View } from '../objects/objects.table.ts'
import type { CompiledType } from '../types/content-type.ts'

/** What can be done to objects by mutations. */
export const WRITES = ['create', 'update', 'delete', 'publish'] as const

/** One of the actions of mutations. */
export type Write = (typeof WRITES)[number]

/** A type that a visitor may read, with what else they may do to its objects. */
export interface ReadableType {
  readonly type: CompiledType
  readonly writes: ReadonlySet<Write>
}

/** All that a schema depends on. */
export interface Sight {
  readonly view: View
  /** By name; types that one may not read are not there, whatever else one may do to them. */
  readonly types: ReadonlyMap<string, ReadableType>
  readonly seesFiles: boolean
  /** The same for all who see the same. */
  readonly fingerprint: string
}

/** What a visitor sees of a domain. */
export function sightOf(view: View, visitor: DomainVisitor, types: readonly CompiledType[]): Sight {
  const seesFiles = mayDo(visitor, 'media', 'read')
  const readable = new Map<string, ReadableType>()
  const parts = [visitor.domain.id, view, String(seesFiles)]
  for (const type of types) {
    if (!mayDo(visitor, type.name, 'read')) continue
    const writes =
      view === 'draft' ? WRITES.filter(action => mayDo(visitor, type.name, action)) : NONE
    readable.set(type.name, { type, writes: new Set(writes) })
    parts.push(`${type.id} ${type.version} ${writes.join('')}`)
  }
  return { view, types: readable, seesFiles, fingerprint: parts.join('\n') }
}

const NONE: readonly Write[] = []
