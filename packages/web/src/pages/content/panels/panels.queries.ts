import type { PanelWithDevices } from '@keywright/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { pollEvery } from '../../../app/poll-every.ts'
import { type Versioned, withEtag } from '../../../app/with-etag.ts'

/** Devices come and go by themselves: pages read them again after so many milliseconds. */
const POLL_MILLISECONDS = 5000

/** A panel as it was read. */
export type LoadedPanel = Versioned<PanelWithDevices>

/** The panels of a domain that are in use, or those that have ended, page by page. */
export function panelsQuery(domain: string, state: 'ended' | undefined) {
  return infiniteQueryOptions({
    queryKey: ['domain', domain, 'panels', 'list', state ?? 'all'],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 100, ...(state && { state }), ...(pageParam && { cursor: pageParam }) }
      return api.panels.list({ params: { domain }, query }, { signal })
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    // Nothing happens any more on those that have ended.
    refetchInterval: state ? false : pollEvery(POLL_MILLISECONDS),
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
