import { z } from 'zod'
import { createStore, type Store } from '../../../lib/store.ts'
import { type ObjectsSearch, objectsSearch } from './objects.search.ts'

const view = z.object({
  name: z.string().min(1).max(60),
  search: objectsSearch,
  columns: z.array(z.string()).optional(),
})

/** A list under a name: what it shows, and with which columns. */
export type ObjectsView = z.output<typeof view>

const views = z.array(view)
const stores = new Map<string, Store<readonly ObjectsView[]>>()

/** The views that somebody saved of a type, kept in this browser. Ids, for names may change hands. */
export function savedViews(userId: string, typeId: string): Store<readonly ObjectsView[]> {
  const name = `content-views ${userId} ${typeId}`
  const known = stores.get(name)
  if (known) return known
  const store = createStore<readonly ObjectsView[]>(read(name))
  store.subscribe(() => localStorage.setItem(name, JSON.stringify(store.get())))
  stores.set(name, store)
  return store
}

/** Whether a list is what a view shows. */
export function isView(search: ObjectsSearch, view: ObjectsView): boolean {
  return textOf(search) === textOf(view.search)
}

function textOf({ q, state, where, sort }: ObjectsSearch): string {
  return JSON.stringify([q, state, where, sort])
}

function read(name: string): ObjectsView[] {
  try {
    return views.parse(JSON.parse(localStorage.getItem(name) ?? ''))
  } catch {
    return []
  }
}
