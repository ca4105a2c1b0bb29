import type { ContentType } from '@keywright/contract'
import { useMemo } from 'react'
import { useMe } from '../../../app/session.tsx'
import { createStore, type Store, useStore } from '../../../lib/store.ts'
import { fieldsOf, type TypeField } from '../types/field-kind.ts'
import { isSortable, listFieldsOf } from './list-field.ts'

/** A column that the list of objects can have after their titles. */
export interface ObjectColumn {
  id: string
  heading: string
  /** What the list is ordered by from its heading. */
  sort?: string
  /** The field that it shows; others show what every object has. */
  field?: TypeField
}

/** The columns of a type: those that every object has, then its fields. */
function columnsOf(type: ContentType): ObjectColumn[] {
  const sortable = new Set(
    listFieldsOf(type)
      .filter(isSortable)
      .map(({ path }) => path),
  )
  const fields = fieldsOf(type)
    .filter(({ name }) => name !== type.titleField)
    .map(field => ({
      id: `field.${field.name}`,
      heading: field.label,
      field,
      ...(sortable.has(field.name) && { sort: field.name }),
    }))
  return [...EVERY, ...fields]
}

/** Columns that were chosen, kept in this browser. */
export function useColumns(type: ContentType) {
  const { user } = useMe()
  const chosen = chosenColumns(user?.id ?? '', type.id)
  const ids = useStore(chosen)
  return useMemo(() => {
    const all = columnsOf(type)
    const shown = ids ?? defaultsOf(all)
    return {
      all,
      shown: all.filter(({ id }) => shown.includes(id)),
      choose: (next: readonly string[] | undefined) => chosen.set(next),
    }
  }, [type, ids, chosen])
}

const EVERY: readonly ObjectColumn[] = [
  { id: 'state', heading: 'State' },
  { id: 'updatedAt', heading: 'Updated', sort: 'updatedAt' },
  { id: 'updatedBy', heading: 'Changed by' },
  { id: 'createdAt', heading: 'Created', sort: 'createdAt' },
  { id: 'createdBy', heading: 'Created by' },
  { id: 'publishedAt', heading: 'Published', sort: 'publishedAt' },
  { id: 'id', heading: 'Id', sort: 'id' },
]

/** Fields that tell objects apart at a glance. */
const TELLING: ReadonlySet<string> = new Set([
  'choice',
  'number',
  'integer',
  'boolean',
  'date',
  'relation',
])
const TELLING_SHOWN = 2

function defaultsOf(all: readonly ObjectColumn[]): string[] {
  const fields = all.filter(({ field }) => field && TELLING.has(field.shape.kind))
  return ['state', 'updatedAt', 'updatedBy', ...fields.slice(0, TELLING_SHOWN).map(({ id }) => id)]
}

const stores = new Map<string, Store<readonly string[] | undefined>>()

/** The ids of the columns that somebody chose for a type; undefined where nobody did. */
function chosenColumns(userId: string, typeId: string): Store<readonly string[] | undefined> {
  const name = `content-columns ${userId} ${typeId}`
  const known = stores.get(name)
  if (known) return known
  const store = createStore(read(name))
  store.subscribe(() => {
    const ids = store.get()
    if (ids) localStorage.setItem(name, JSON.stringify(ids))
    else localStorage.removeItem(name)
  })
  stores.set(name, store)
  return store
}

function read(name: string): readonly string[] | undefined {
  try {
    const ids: unknown = JSON.parse(localStorage.getItem(name) ?? '')
    return Array.isArray(ids) ? ids.filter(id => typeof id === 'string') : undefined
  } catch {
    return undefined
  }
}
