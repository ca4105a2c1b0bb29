import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useCan } from '../../app/session.tsx'
import { AuditTrail } from './audit-trail.tsx'
import { domainTrail } from './trail.ts'

const route = getRouteApi('/frame/d/$domain/audit')

/** What happened in a domain. */
export function AuditPage() {
  const { domain } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const trail = useMemo(() => domainTrail(domain, can), [domain, can])
  return (
    <AuditTrail
      title="Audit"
      description="Who did what in this domain, from where, and what it changed. Events are never altered or removed."
      trail={trail}
      search={search}
      onSearch={next => void navigate({ search: next })}
    />
  )
}
