import type { AuditEvent, AuditVerification } from '@keywright/contract'
import { infiniteQueryOptions, type QueryKey } from '@tanstack/react-query'
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
}

/** The trail of a domain. */
export function domainTrail(domain: string, mayExport: boolean): Trail {
  const params = { domain }
  return {
    domain,
    mayExport,
    list: query => api.audit.list({ params, query }),
    verify: () => api.audit.verify({ params }),
    export: query => api.audit.export({ params, query }),
  }
}

/** The trail of the whole instance: people, sign-ins, domains made and deleted. */
export const instanceTrail: Trail = {
  domain: undefined,
  mayExport: true,
  list: query => api.audit.listInstance({ query }),
  verify: () => api.audit.verifyInstance({}),
  export: query => api.audit.exportInstance({ query }),
}

/** Events of a trail, newest first, page by page. */
export function eventsQuery(trail: Trail, filter: AuditSearch) {
  const queryKey: QueryKey =
    trail.domain === undefined ? ['audit', filter] : ['domain', trail.domain, 'audit', filter]
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) =>
      trail.list({ ...filter, limit: 50, ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}
