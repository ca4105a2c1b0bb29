import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { QueryPage } from '../../../ui/query-page.tsx'
import { contentTypeQuery } from '../types/types.queries.ts'
import { goneBy } from './gone.tsx'
import { objectQuery } from './object.queries.ts'
import { ObjectView } from './object-view.tsx'

const route = getRouteApi('/frame/d/$domain/content/objects/$type/$id')

/** One object: its fields, what is published of it, its versions. */
export function ObjectPage() {
  const { domain, type, id } = route.useParams()
  // A form that lacks a field would hide what others put into it.
  const definition = useQuery({ ...contentTypeQuery(domain, type), staleTime: 0 })
  const object = useQuery(objectQuery({ domain, type, id }))
  return (
    <QueryPage title="Object" query={definition}>
      {found => (
        <QueryPage title={found.label} query={object}>
          {current => (
            <ObjectView
              key={`${type}/${id}`}
              domain={domain}
              type={found}
              current={current}
              gone={goneBy(definition.error, object.error)}
            />
          )}
        </QueryPage>
      )}
    </QueryPage>
  )
}
