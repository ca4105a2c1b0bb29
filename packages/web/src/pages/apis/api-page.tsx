import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryState } from '../../ui/states.tsx'
import { apiQuery, type VersionedApi } from './apis.queries.ts'
import { DeleteApi } from './delete-api.tsx'
import { EditApi } from './edit-api.tsx'
import { ForwardAuth } from './forward-auth.tsx'
import { RouteTester } from './route-tester.tsx'

const route = getRouteApi('/frame/d/$domain/apis/$api')

/** Everything about one API: what it holds, its routes, a tester, and how to enforce it. */
export function ApiPage() {
  const { domain, api: slug } = route.useParams()
  const loaded = useQuery(apiQuery(domain, slug))
  if (loaded.data === undefined) {
    return (
      <Page title="API">
        <QueryState query={loaded}>{() => null}</QueryState>
      </Page>
    )
  }
  return <LoadedApi key={slug} domain={domain} loaded={loaded.data} />
}

function LoadedApi({ domain, loaded }: { domain: string; loaded: VersionedApi }) {
  const can = useCan(domain)
  const [isDirty, setIsDirty] = useState(false)
  const [deletes, setDeletes] = useState(false)
  const { value } = loaded
  const readsKeys = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  return (
    <Page
      title={value.name}
      description={
        <>
          API <code className="font-mono">{value.slug}</code>
        </>
      }
      actions={
        can('backoffice.apis:delete') && (
          <Button variant="danger" onClick={() => setDeletes(true)}>
            <Trash2 aria-hidden /> Delete API
          </Button>
        )
      }
    >
      <EditApi
        domain={domain}
        loaded={loaded}
        disabled={!can('backoffice.apis:update')}
        mayLeave={deletes}
        onDirtyChange={setIsDirty}
      />
      {readsKeys && <RouteTester domain={domain} slug={value.slug} isDirty={isDirty} />}
      <ForwardAuth domain={domain} slug={value.slug} />
      <DeleteApi domain={domain} loaded={loaded} open={deletes} onOpenChange={setDeletes} />
    </Page>
  )
}
