import type { ContentObject } from '@keywright/contract'
import { z } from 'zod'
import { searchText } from '../../../app/search-text.ts'

/** In the order in which objects go through them. */
export const STATES = [
  'draft',
  'published',
  'changed',
] as const satisfies readonly ContentObject['state'][]

/** As much as the server compares with. */
export const MAX_FILTER_TEXT = 400

const OPERATORS = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'in',
  'contains',
  'startsWith',
  'exists',
] as const

/** An operator of a filter. */
export type Operator = (typeof OPERATORS)[number]

const path = z.string().regex(/^[A-Za-z][A-Za-z0-9_.]{0,198}$/)
const scalar = z.union([z.string().max(MAX_FILTER_TEXT), z.number(), z.boolean()])

const condition = z.object({
  field: path,
  op: z.enum(OPERATORS),
  value: z.union([scalar, z.array(z.string().max(MAX_FILTER_TEXT)).max(50)]),
})

/** What a field of an object is compared with. */
export type Condition = z.output<typeof condition>

/** Conditions of which one must hold. */
export type ConditionGroup = readonly Condition[]

const listSort = z.string().regex(/^-?[A-Za-z][A-Za-z0-9_.]{0,198}$/)

/** What the list of objects shows, as its address says it. What an address gets wrong is left out. */
export const objectsSearch = z.object({
  q: searchText.pipe(z.string().trim().min(1)).optional().catch(undefined),
  state: z.enum(STATES).optional().catch(undefined),
  /** All of these must hold. */
  where: z.array(z.array(condition).min(1).max(10)).min(1).max(10).optional().catch(undefined),
  sort: listSort.optional().catch(undefined),
})

/** What the list of objects shows. */
export type ObjectsSearch = z.output<typeof objectsSearch>

/** Whether anything is left out of the list; an order leaves out nothing. */
export function isNarrowed({ q, state, where }: ObjectsSearch): boolean {
  return q !== undefined || state !== undefined || where !== undefined
}

/** The address without anything that narrows the list. */
export const CLEARED = { q: undefined, state: undefined, where: undefined } as const
