import type { PanelWithDevices } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { pollEvery } from '../../../app/poll-every.ts'
import { type Versioned, withEtag } from '../../../app/with-etag.ts'

/** Devices come and go by themselves: pages read them again after so many milliseconds. */
const POLL_MILLISECONDS = 5000

/** A panel as it was read. */
export type LoadedPanel = Versioned<PanelWithDevices>

/** The panels of a domain that are in use, or those that have ended. */
export function panelsQuery(domain: string, state: 'ended' | undefined) {
  return queryOptions({
    queryKey: ['domain', domain, 'panels', 'list', state ?? 'all'],
    queryFn: async ({ signal }) => {
      // There are no more than this that are in use.
      const query = { limit: 200, ...(state && { state }) }
      return (await api.panels.list({ params: { domain }, query }, { signal })).items
    },
    refetchInterval: pollEvery(POLL_MILLISECONDS),
  })
}

/** One panel with its devices. */
export function panelQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'panels', 'one', id],
    queryFn: () => withEtag(call => api.panels.read({ params: { domain, id } }, call)),
    refetchInterval: pollEvery(POLL_MILLISECONDS),
  })
}
