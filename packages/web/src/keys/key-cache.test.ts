import type { Key } from '@keywright/contract'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, it } from 'vitest'
import type { KeyFilters } from '../app/queries.ts'
import { type KeyPages, updateKeys } from './key-cache.ts'

it('changes what is shown at once, and has the other lists read again when they are opened', () => {
  const client = new QueryClient()
  const any = hold(client, {}, key('a'), key('x'))
  const disabled = hold(client, { state: 'disabled' }, key('b', 'disabled'))
  const shown = show(client, any)
  updateKeys(client, 'main', [key('x', 'disabled')])
  expect(statesOf(client, any)).toEqual(['a active', 'x disabled'])
  expect(client.getQueryState(any)).toMatchObject({ isInvalidated: false, dataUpdatedAt: LONG_AGO })
  expect(shown.reads).toBe(0)
  expect(client.getQueryState(disabled)?.isInvalidated).toBe(true)
})

it('reads again what is shown where the server has to say whether a key still fits', () => {
  const client = new QueryClient()
  const shown = show(client, hold(client, { search: 'x' }, key('x')))
  updateKeys(client, 'main', [key('x', 'disabled')])
  expect(shown.reads).toBe(1)
})

it('forgets a long list that is not shown and lacks a key', () => {
  const client = new QueryClient()
  const long = hold(client, { state: 'disabled' }, ...'abcd'.split('').map(id => key(id)))
  const holding = hold(client, {}, ...'abcx'.split('').map(id => key(id)))
  updateKeys(client, 'main', [key('x', 'disabled')])
  expect(client.getQueryData(long)).toBeUndefined()
  expect(statesOf(client, holding)).toEqual(['a active', 'b active', 'c active', 'x disabled'])
})

const LONG_AGO = 1_000_000

/** A key of which nothing else is looked at. */
function key(id: string, state: Key['state'] = 'active'): Key {
  return { id, state, kind: 'custom' } as Key
}

/** Puts a list with one key to the page into the cache, and answers its name. */
function hold(client: QueryClient, filters: KeyFilters, ...keys: Key[]) {
  const queryKey = ['domain', 'main', 'keys', 'list', filters]
  const data: KeyPages = {
    pages: keys.map(key => ({ items: [key], nextCursor: null })),
    pageParams: keys.map(() => ''),
  }
  client.setQueryData(queryKey, data, { updatedAt: LONG_AGO })
  return queryKey
}

/** Shows a list, as a page does, and counts how often it is read. */
function show(client: QueryClient, queryKey: unknown[]) {
  const shown = { reads: 0 }
  const queryFn = () => {
    shown.reads++
    return new Promise<never>(() => {})
  }
  new QueryObserver(client, { queryKey, queryFn, refetchOnMount: false }).subscribe(() => {})
  return shown
}

function statesOf(client: QueryClient, queryKey: unknown[]): string[] {
  const list = client.getQueryData<KeyPages>(queryKey)
  return list?.pages.flatMap(page => page.items.map(({ id, state }) => `${id} ${state}`)) ?? []
}
