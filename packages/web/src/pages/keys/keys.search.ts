import { KEY_ACCESS, KEY_SORTS, KEY_STATES } from '@keywright/contract'
import { z } from 'zod'
import type { KeyFilters } from '../../app/queries.ts'
import { searchText } from '../../app/search-text.ts'

const text = searchText.pipe(z.string().trim().min(1))
const days = z.number().int().min(0).max(3650)

/** What the list of keys shows, as its address says it. What an address gets wrong is left out. */
export const keysSearch = z.object({
  search: text.optional().catch(undefined),
  /** Default: custom keys only; the application keys have a place of their own. */
  kind: z.enum(['application', 'any']).optional().catch(undefined),
  state: z.enum(KEY_STATES).optional().catch(undefined),
  role: text.optional().catch(undefined),
  access: z.enum(KEY_ACCESS).optional().catch(undefined),
  actsAs: z.string().startsWith('usr_').optional().catch(undefined),
  createdBy: text.optional().catch(undefined),
  unusedSinceDays: days.optional().catch(undefined),
  expiringInDays: days.optional().catch(undefined),
  noExpiry: z.literal(true).optional().catch(undefined),
  sort: z.enum(KEY_SORTS).optional().catch(undefined),
})

/** What the list of keys shows. */
export type KeysSearch = z.output<typeof keysSearch>

/** The same for the server. */
export function filtersOf({ kind, noExpiry, ...search }: KeysSearch): KeyFilters {
  return {
    ...(kind !== 'any' && { kind: kind ?? 'custom' }),
    ...search,
    ...(noExpiry && { noExpiry: 'true' }),
  }
}

/** Whether anything is left out of the list; an order leaves out nothing. */
export function isNarrowed({ sort, ...rest }: KeysSearch): boolean {
  return Object.values(rest).some(value => value !== undefined)
}

/** How many filters are set, beside what is searched for. */
export function countFilters({ sort, search, ...filters }: KeysSearch): number {
  return Object.values(filters).filter(value => value !== undefined).length
}

/** The address without anything that narrows the list. */
export const CLEARED = {
  search: undefined,
  kind: undefined,
  state: undefined,
  role: undefined,
  access: undefined,
  actsAs: undefined,
  createdBy: undefined,
  unusedSinceDays: undefined,
  expiringInDays: undefined,
  noExpiry: undefined,
} as const satisfies KeysSearch
