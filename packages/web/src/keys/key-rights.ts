import type { Key } from '@keywright/contract'
import { useMemo } from 'react'
import { useCan, useMe } from '../app/session.tsx'

/** What the person may do with one key. */
export interface RightsOnKey {
  mayUpdate: boolean
  mayRevoke: boolean
  mayReveal: boolean
}

/** What the person may do with the keys of a domain. */
export interface KeyRights {
  mayCreate: boolean
  /** A right may be on all keys, or only on one's own: those that one made or that act as oneself. */
  on: (key: Pick<Key, 'createdBy' | 'actsAs'>) => RightsOnKey
}

/** The rights on keys of a domain. */
export function useKeyRights(domain: string): KeyRights {
  const can = useCan(domain)
  const { user } = useMe()
  const me = user?.id
  return useMemo(() => {
    const onAll = rightsOf(action => can(`backoffice.keys:${action}`))
    const onOwn = rightsOf(
      action => can(`backoffice.keys:${action}`) || can(`backoffice.keys.own:${action}`),
    )
    return {
      mayCreate: can('backoffice.keys:create') || can('backoffice.keys.own:create'),
      on: ({ createdBy, actsAs }) =>
        me !== undefined && (createdBy === me || actsAs === me) ? onOwn : onAll,
    }
  }, [can, me])
}

function rightsOf(may: (action: string) => boolean): RightsOnKey {
  return { mayUpdate: may('update'), mayRevoke: may('delete'), mayReveal: may('reveal') }
}
