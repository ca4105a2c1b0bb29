import type { Api } from '@keywright/contract'
import { isPermission, parsePermission } from '@keywright/core'
import { NOT_A_PERMISSION } from '../access/grants.ts'
import { AppError } from '../app-error.ts'
import { createApiRouter, routeIdentity } from './api-router.ts'

/** What an API protects, as it is registered. */
export type ApiDefinition = Pick<Api, 'resources' | 'routes' | 'unmatched'>

interface FieldError {
  pointer: string
  message: string
}

/** Throws VALIDATION_FAILED that names everything in a definition which cannot be enforced. */
export function requireDefinition(slug: string, definition: ApiDefinition): void {
  const errors = [
    ...definition.resources.flatMap((resource, index) => resourceErrors(slug, resource, index)),
    ...repeated(definition.resources.map(({ name }) => name)).map(index => ({
      pointer: `/resources/${index}/name`,
      message: 'This resource is there already.',
    })),
    ...definition.routes.flatMap((route, index) => routeErrors(slug, route, index)),
    ...repeated(definition.routes.map(routeIdentity)).map(index => ({
      pointer: `/routes/${index}`,
      message: 'Another route has this method and path already.',
    })),
    ...permissionErrors(slug, definition.unmatched, '/unmatched'),
  ]
  if (errors.length > 0) throw new AppError('VALIDATION_FAILED', { errors: errors.slice(0, 100) })
  // What the rules above let through, the router must take: here and not at the first request.
  createApiRouter(definition.routes, definition.unmatched)
}

/**
 * A literal holds nothing that can be written in two ways (RFC 3986 section 2.3), a parameter is a
 * whole segment, and `*` stands only at the end.
 */
const SEGMENT = /^(?:[\p{L}\p{N}._~!'-]+|:[A-Za-z_][A-Za-z0-9_]*)$/u

function resourceErrors(
  slug: string,
  { name, actions }: Api['resources'][number],
  index: number,
): FieldError[] {
  const pointer = `/resources/${index}`
  if (!isPermission(`${slug}.${name}:read`)) {
    return [
      { pointer: `${pointer}/name`, message: 'This does not make a permission with the slug.' },
    ]
  }
  return [
    ...repeated(actions).map(at => ({
      pointer: `${pointer}/actions/${at}`,
      message: 'This action is there already.',
    })),
    ...actions.flatMap((action, at) => {
      if (action === 'write') {
        const message = 'write stands for create, update and delete: list those.'
        return [{ pointer: `${pointer}/actions/${at}`, message }]
      }
      return isPermission(`${slug}.${name}:${action}`)
        ? []
        : [{ pointer: `${pointer}/actions/${at}`, message: 'This does not make a permission.' }]
    }),
  ]
}

function routeErrors(
  slug: string,
  { path, permission }: Api['routes'][number],
  index: number,
): FieldError[] {
  const errors = permissionErrors(slug, permission, `/routes/${index}/permission`)
  const message = pathError(path)
  return message === undefined ? errors : [...errors, { pointer: `/routes/${index}/path`, message }]
}

function pathError(path: string): string | undefined {
  const segments = path.split('/').slice(1)
  // A slash at the end makes no difference.
  if (segments.length > 1 && segments.at(-1) === '') segments.pop()
  if (segments.length === 1 && segments[0] === '') return undefined
  if (segments.at(-1) === '*') segments.pop()
  if (segments.some(segment => segment === '.' || segment === '..')) {
    return 'Dot segments are never matched.'
  }
  if (!segments.every(segment => SEGMENT.test(segment))) {
    return "Segments of letters, digits and . _ ~ ! ' -, or :name for a whole segment, and * only as the last one."
  }
  const names = segments.filter(segment => segment.startsWith(':'))
  return repeated(names).length > 0 ? 'Two parameters have the same name.' : undefined
}

function permissionErrors(slug: string, text: string | null, pointer: string): FieldError[] {
  if (text === null) return []
  if (!isPermission(text)) return [{ pointer, message: NOT_A_PERMISSION }]
  const [api] = parsePermission(text).segments
  return api === slug || api === '*'
    ? []
    : [{ pointer, message: `It must begin with ${slug}. or *, since it protects this API.` }]
}

/** The positions of what was there before. */
function repeated(list: readonly string[]): number[] {
  const seen = new Set<string>()
  return list.flatMap((item, index) => {
    if (seen.has(item)) return [index]
    seen.add(item)
    return []
  })
}
