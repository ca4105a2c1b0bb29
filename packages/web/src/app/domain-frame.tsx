import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { QueryState } from '../ui/states.tsx'
import { myRightsQuery } from './session.tsx'

/** Pages of a domain, once it is known what the person may do there. */
export function DomainFrame() {
  const { domain = '' } = useParams({ strict: false })
  const rights = useQuery(myRightsQuery(domain))
  return <QueryState query={rights}>{() => <Outlet key={domain} />}</QueryState>
}
