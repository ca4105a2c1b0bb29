import { ProblemError } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { useEffect } from 'react'
import { Page } from '../ui/page.tsx'
import { Empty, ErrorState, SkeletonRows } from '../ui/states.tsx'
import { lastDomain } from './current-domain.ts'
import { ToStart } from './page-states.tsx'
import { myRightsQuery } from './session.tsx'

/** Pages of a domain, once it is known what the person may do there. */
export function DomainFrame() {
  const { domain = '' } = useParams({ strict: false })
  const { data, error, refetch } = useQuery(myRightsQuery(domain))
  const slug = data?.domain?.slug
  useEffect(() => {
    if (slug !== undefined) lastDomain.set(slug)
  }, [slug])
  // A page of another domain starts afresh: nothing that was typed for one is saved to the other.
  if (data) return <Outlet key={domain} />
  if (!error) {
    return (
      <div className="mx-auto max-w-6xl px-4 py-6 sm:px-6">
        <SkeletonRows />
      </div>
    )
  }
  if (error instanceof ProblemError && error.status === 404) {
    return (
      <Page title="Domain not found">
        <Empty icon={SearchX} title="There is no such domain" action={<ToStart />}>
          It does not exist, or you are not in it.
        </Empty>
      </Page>
    )
  }
  return (
    <Page title="Something went wrong">
      <ErrorState error={error} onRetry={() => void refetch()} />
    </Page>
  )
}
