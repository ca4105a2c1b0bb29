import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Boxes, Plus } from 'lucide-react'
import { apisQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { countOf } from '../../lib/count.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, QueryState } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { Time } from '../../ui/time.tsx'

const route = getRouteApi('/frame/d/$domain/apis')

/** The APIs that keys of the domain protect. */
export function ApisPage() {
  const { domain } = route.useParams()
  const can = useCan(domain)
  const apis = useQuery(apisQuery(domain))
  const register = can('backoffice.apis:create') && (
    <Link to="/d/$domain/apis/-new" params={{ domain }} className={buttonClass('primary')}>
      <Plus aria-hidden /> Register API
    </Link>
  )
  return (
    <Page
      title="APIs"
      description="What keys of this domain protect, beside its content and this backoffice."
      actions={apis.data && apis.data.length > 0 ? register : undefined}
    >
      <QueryState query={apis}>
        {rows =>
          rows.length === 0 ? (
            <Empty icon={Boxes} title="No API is registered yet" action={register}>
              Name what your API holds and which permission each of its routes needs. A proxy such
              as nginx then asks Keywright about every request, and keys get rules for it.
            </Empty>
          ) : (
            <Table
              label="APIs"
              rows={rows}
              rowKey={({ slug }) => slug}
              columns={[
                {
                  id: 'name',
                  heading: 'Name',
                  cell: ({ slug, name, description }) => (
                    <>
                      <Link
                        to="/d/$domain/apis/$api"
                        params={{ domain, api: slug }}
                        className="font-medium underline decoration-line underline-offset-3 hover:decoration-accent"
                      >
                        {name}
                      </Link>
                      <p className="line-clamp-1 text-muted">{description}</p>
                    </>
                  ),
                },
                {
                  id: 'slug',
                  heading: 'Slug',
                  cell: ({ slug }) => <code className="font-mono text-[0.8125rem]">{slug}</code>,
                },
                {
                  id: 'resources',
                  heading: 'Resources',
                  wideOnly: true,
                  cell: ({ resources }) => resources.length,
                },
                {
                  id: 'routes',
                  heading: 'Routes',
                  wideOnly: true,
                  cell: ({ routes }) => countOf(routes.length, 'route'),
                },
                {
                  id: 'updated',
                  heading: 'Changed',
                  wideOnly: true,
                  cell: ({ updatedAt }) => <Time at={updatedAt} />,
                },
              ]}
            />
          )
        }
      </QueryState>
    </Page>
  )
}
