import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryPage } from '../../../ui/query-page.tsx'
import { DeleteType } from './delete-type.tsx'
import { EditType } from './edit-type.tsx'
import { ObjectsLink } from './objects-link.tsx'
import { type VersionedType, versionedTypeQuery } from './types.queries.ts'

const route = getRouteApi('/frame/d/$domain/content/types/$type')

/** The definition of one content type. */
export function TypePage() {
  const { domain, type } = route.useParams()
  const query = useQuery(versionedTypeQuery(domain, type))
  return (
    <QueryPage title="Content type" query={query}>
      {loaded => <LoadedType key={loaded.value.id} domain={domain} loaded={loaded} />}
    </QueryPage>
  )
}

function LoadedType({ domain, loaded }: { domain: string; loaded: VersionedType }) {
  const can = useCan(domain)
  const [deletes, setDeletes] = useState(false)
  const { name, label } = loaded.value
  return (
    <Page
      title={label}
      description={
        <>
          Content type <code className="font-mono">{name}</code>
        </>
      }
      actions={
        <>
          {can(`content.${name}:read`) && <ObjectsLink domain={domain} type={name} />}
          {can('content.types:delete') && (
            <Button variant="danger" onClick={() => setDeletes(true)}>
              <Trash2 aria-hidden /> Drop
            </Button>
          )}
        </>
      }
    >
      <EditType
        domain={domain}
        loaded={loaded}
        disabled={!can('content.types:update')}
        mayLeave={deletes}
      />
      {deletes && <DeleteType domain={domain} loaded={loaded} onClose={() => setDeletes(false)} />}
    </Page>
  )
}
