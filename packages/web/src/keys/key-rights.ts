import { useCan } from '../app/session.tsx'

/** What the person may do with the keys that they see. */
export interface KeyRights {
  mayCreate: boolean
  mayUpdate: boolean
  mayRevoke: boolean
  mayReveal: boolean
}

/** The rights on keys of a domain: on all of them, or on one's own, which are then the only ones seen. */
export function useKeyRights(domain: string): KeyRights {
  const can = useCan(domain)
  const may = (action: string) =>
    can(`backoffice.keys:${action}`) || can(`backoffice.keys.own:${action}`)
  return {
    mayCreate: may('create'),
    mayUpdate: may('update'),
    mayRevoke: may('delete'),
    mayReveal: may('reveal'),
  }
}
