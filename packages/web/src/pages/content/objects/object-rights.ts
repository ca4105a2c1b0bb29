import { useMemo } from 'react'
import { useCan } from '../../../app/session.tsx'

/** What the person may do with the objects of a type. */
export interface ObjectRights {
  mayCreate: boolean
  mayUpdate: boolean
  mayDelete: boolean
  mayPublish: boolean
}

/** The rights on objects of a type. */
export function useObjectRights(domain: string, type: string): ObjectRights {
  const can = useCan(domain)
  return useMemo(
    () => ({
      mayCreate: can(`content.${type}:create`),
      mayUpdate: can(`content.${type}:update`),
      mayDelete: can(`content.${type}:delete`),
      mayPublish: can(`content.${type}:publish`),
    }),
    [can, type],
  )
}
