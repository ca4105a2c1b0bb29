import { getRouteApi } from '@tanstack/react-router'
import { AuditTrail } from './audit-trail.tsx'
import { instanceTrail } from './trail.ts'

const route = getRouteApi('/frame/audit')

/** What happened on the instance, beside what the domains keep themselves. */
export function InstanceAuditPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <AuditTrail
      title="Instance audit"
      description="People, sign-ins, and domains made and deleted. What happens inside of a domain stands in its own trail."
      trail={instanceTrail}
      search={search}
      onSearch={next => void navigate({ search: next })}
    />
  )
}
