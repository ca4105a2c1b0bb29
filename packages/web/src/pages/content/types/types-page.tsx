import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import { formatCount } from '../../../lib/count.ts'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import { NoTypes } from './no-types.tsx'
import { contentTypesQuery } from './types.queries.ts'
import { TypesTable } from './types-table.tsx'

const route = getRouteApi('/frame/d/$domain/content/')

/** So many types are found without searching. */
const FEW = 8
/** So many are shown at first: each counts its objects. */
const SHOWN = 50

/** The content types of a domain: what there is of each, and the way to it. */
export function TypesPage() {
  const { domain } = route.useParams()
  const { search = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const types = useQuery(contentTypesQuery(domain))
  const [shown, setShown] = useState(SHOWN)
  const create = can('content.types:create') && (
    <Link to="/d/$domain/content/types/-new" params={{ domain }} className={buttonClass('primary')}>
      <Plus aria-hidden /> New content type
    </Link>
  )
  return (
    <Page
      title="Content"
      description="What is written here, and delivered to your pages, apps and screens."
      actions={types.data && types.data.length > 0 ? create : undefined}
    >
      <QueryState query={types}>
        {all => {
          if (all.length === 0) return <NoTypes create={create} />
          const words = search.toLowerCase()
          const found = all.filter(({ name, label, description }) =>
            `${name} ${label} ${description}`.toLowerCase().includes(words),
          )
          return (
            <>
              {(all.length > FEW || search !== '') && (
                <SearchField
                  label="Find a content type"
                  placeholder="Label, name or description"
                  value={search}
                  onChange={text =>
                    void navigate({ search: text === '' ? {} : { search: text }, replace: true })
                  }
                />
              )}
              {found.length === 0 ? (
                <Empty title="No content type matches">
                  None of the {formatCount(all.length)} has “{search}” in its label, name or
                  description.
                </Empty>
              ) : (
                <TypesTable domain={domain} types={found.slice(0, shown)} />
              )}
              {found.length > shown && (
                <Button className="justify-self-center" onClick={() => setShown(shown + SHOWN)}>
                  Show more
                </Button>
              )}
            </>
          )
        }}
      </QueryState>
    </Page>
  )
}
