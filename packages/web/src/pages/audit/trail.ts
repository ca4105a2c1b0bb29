import type { AuditEvent, AuditVerification } from '@keywright/contract'
import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query'
import type { Suggestion } from '../../access/resources.ts'
import { api } from '../../app/api.ts'
import type { AuditSearch } from './audit.search.ts'

/** The formats of an export. */
export type ExportFormat = 'ndjson' | 'csv'

/** One trail: of a domain, or of the instance. */
export interface Trail {
  /** Slug of the domain; undefined: the instance. */
  domain: string | undefined
  mayExport: boolean
  list(
    query: AuditSearch & { limit: number; cursor?: string },
  ): Promise<{ items: AuditEvent[]; nextCursor: string | null }>
  verify(): Promise<AuditVerification>
  export(query: AuditSearch & { format: ExportFormat }): Promise<string>
  /** The users and keys that go by a name, as far as one may see them. */
  find(search: string): Promise<Suggestion[]>
}

/** So many users, and so many keys, are offered. */
const OFFERED = 10

/** The trail of a domain. */
export function domainTrail(domain: string, can: (permission: string) => boolean): Trail {
  const params = { domain }
  const mayExport = can('backoffice.audit:export')
  const seesKeys = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  return {
    domain,
    mayExport,
    list: query => api.audit.list({ params, query }),
    verify: () => api.audit.verify({ params }),
    export: query => api.audit.export({ params, query }),
    async find(search) {
      const query = { search, limit: OFFERED }
      const [users, keys] = await Promise.all([
        can('backoffice.users:read') ? api.users.list({ params, query }) : undefined,
        seesKeys ? api.keys.list({ params, query }) : undefined,
      ])
      return [
        ...(users?.items ?? []).map(personSuggestion),
        ...(keys?.items ?? []).map(({ id, name, masked }) => ({
          value: id,
          label: name,
          detail: `Key ${masked}`,
        })),
      ]
    },
  }
}

/** The trail of the whole instance: people, sign-ins, domains made and deleted. */
export const instanceTrail: Trail = {
  domain: undefined,
  mayExport: true,
  list: query => api.audit.listInstance({ query }),
  verify: () => api.audit.verifyInstance({}),
  export: query => api.audit.exportInstance({ query }),
  async find(search) {
    const { items } = await api.team.list({ query: { search, limit: OFFERED } })
    return items.map(personSuggestion)
  },
}

/** Events of a trail, newest first, page by page. */
export function eventsQuery(trail: Trail, filter: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: [...keyOf(trail), filter],
    queryFn: ({ pageParam }) =>
      trail.list({ ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** The users and keys that go by a name. */
export function partiesQuery(trail: Trail, search: string) {
  return queryOptions({
    queryKey: [...keyOf(trail), 'parties', search],
    queryFn: () => trail.find(search),
  })
}

function keyOf({ domain }: Trail): QueryKey {
  return domain === undefined ? ['audit'] : ['domain', domain, 'audit']
}

function personSuggestion({ id, email, name }: { id: string; email: string; name: string }) {
  return { value: id, label: email, detail: name === '' ? 'User' : `User ${name}` }
}
