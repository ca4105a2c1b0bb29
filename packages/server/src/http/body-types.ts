import type { Endpoint } from '@keywright/contract'

/** The media types under which an endpoint takes the body that its schema is about. */
export function bodyTypesOf({ form, mergePatch }: Endpoint): readonly string[] {
  if (form) return ['application/x-www-form-urlencoded']
  return mergePatch ? ['application/json', 'application/merge-patch+json'] : ['application/json']
}
