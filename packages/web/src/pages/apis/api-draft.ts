import { type Api, apiEndpoints } from '@keywright/contract'
import type { FieldErrors } from '../../app/use-field-errors.ts'

/** An API while it is edited: as its fields show it. */
export interface ApiDraft {
  slug: string
  name: string
  description: string
  resources: readonly ResourceDraft[]
  routes: readonly RouteDraft[]
  /** A permission; empty: requests that no route matches are denied. */
  unmatched: string | null
}

/** A resource while it is edited; `row` tells it from the others whatever happens to them. */
export interface ResourceDraft {
  row: number
  name: string
  description: string
  actions: readonly string[]
}

/** A route while it is edited. */
export interface RouteDraft {
  row: number
  method: Api['routes'][number]['method']
  path: string
  /** As it was typed, or `ANY_KEY`. */
  permission: string
}

/** Stands in the field of a permission for "any valid key of the domain". */
export const ANY_KEY = 'Any valid key'

let rows = 0

/** A number for a new row. */
export function nextRow(): number {
  rows++
  return rows
}

/** The draft of an API as it is stored. */
export function draftOf({ slug, name, description, resources, routes, unmatched }: Api): ApiDraft {
  return {
    slug,
    name,
    description,
    unmatched,
    resources: resources.map(resource => ({ row: nextRow(), ...resource })),
    routes: routes.map(({ permission, ...route }) => ({
      row: nextRow(),
      ...route,
      permission: permission ?? ANY_KEY,
    })),
  }
}

/** What is sent of a draft. */
export function bodyOf({ slug, name, description, resources, routes, unmatched }: ApiDraft) {
  return {
    slug: slug.trim(),
    name,
    description,
    resources: resources.map(({ name, description, actions }) => ({
      name: name.trim(),
      description,
      actions: [...actions],
    })),
    routes: routes.map(({ method, path, permission }) => ({
      method,
      path: path.trim(),
      permission: permission === ANY_KEY ? null : permission.trim(),
    })),
    unmatched: unmatched === null ? null : unmatched.trim(),
  }
}

/** What the contract finds wrong, by JSON pointer; empty when all is well. */
export function errorsOf(draft: ApiDraft): Map<string, string> {
  const body = bodyOf(draft)
  const errors = new Map<string, string>()
  const { error } = apiEndpoints.create.body.safeParse(body)
  for (const { path, message } of error?.issues ?? []) {
    const pointer = `/${path.join('/')}`
    if (!errors.has(pointer)) errors.set(pointer, message)
  }
  if (body.name.trim() === '') errors.set('/name', 'Give it a name.')
  if (body.slug === '') errors.set('/slug', 'Give it a slug.')
  body.resources.forEach(({ name }, index) => {
    if (name === '') errors.set(`/resources/${index}/name`, 'Give it a name, or remove it.')
  })
  body.routes.forEach(({ permission }, index) => {
    if (permission !== '') return
    errors.set(`/routes/${index}/permission`, `Choose one, or “${ANY_KEY}”.`)
  })
  return errors
}

/** Whether two drafts say the same. */
export function isSame(one: ApiDraft, other: ApiDraft): boolean {
  return JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other))
}

/** Gives the API another slug: its permissions begin with it. */
export function withSlug(draft: ApiDraft, slug: string): ApiDraft {
  const begins = `${draft.slug}.`
  const renamed = (permission: string) =>
    draft.slug !== '' && permission.startsWith(begins)
      ? `${slug}.${permission.slice(begins.length)}`
      : permission
  return {
    ...draft,
    slug,
    routes: draft.routes.map(route => ({ ...route, permission: renamed(route.permission) })),
    unmatched: draft.unmatched === null ? null : renamed(draft.unmatched),
  }
}

/** The slug that a name suggests. */
export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .trim()
    .replace(/[\s-]+/g, '-')
    .slice(0, 63)
    .replace(/^-|-$/g, '')
}

/** Every permission that the resources of a draft make. */
export function permissionsOf({ slug, resources }: Pick<ApiDraft, 'slug' | 'resources'>): string[] {
  return resources.flatMap(({ name, actions }) =>
    name.trim() === '' ? [] : actions.map(action => `${slug}.${name.trim()}:${action}`),
  )
}

/** What is wrong with a part of the draft and with what is inside of it, as one text. */
export function errorsBelow(errors: FieldErrors, pointer: string): string | undefined {
  const found = [...errors].filter(([at]) => at === pointer || at.startsWith(`${pointer}/`))
  return found.length === 0 ? undefined : found.map(([, message]) => message).join('; ')
}

/** What is wrong with the draft as a whole, and so can be shown at none of its fields. */
export function unplacedErrors(errors: FieldErrors, isNew: boolean): string[] {
  return [...errors]
    .filter(([pointer]) => !FIELDS.test(pointer) && !(isNew && pointer === '/slug'))
    .map(([pointer, message]) => (pointer === '' ? message : `${pointer.slice(1)}: ${message}`))
}

const FIELDS =
  /^\/(name|description|unmatched|resources\/\d+(\/(name|description|actions(\/.*)?))?|routes\/\d+(\/(path|permission))?)$/
