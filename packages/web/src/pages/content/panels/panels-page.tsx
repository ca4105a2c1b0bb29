import type { Panel } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { MonitorSmartphone, Plus } from 'lucide-react'
import { useCan } from '../../../app/session.tsx'
import { AccessSummary, KeyStateBadge } from '../../../keys/key-state.tsx'
import { buttonClass } from '../../../ui/button.tsx'
import { Checkbox } from '../../../ui/field.tsx'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Page } from '../../../ui/page.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { Time } from '../../../ui/time.tsx'
import { kindText, PanelStateBadge, shownText } from './panel-words.tsx'
import { panelsQuery } from './panels.queries.ts'

const route = getRouteApi('/frame/d/$domain/content/panels')

/** The screens that stay signed in by a link. */
export function PanelsPage() {
  const { domain } = route.useParams()
  const { state } = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const panels = useInfiniteQuery(panelsQuery(domain, state))
  const rows = panels.data?.pages.flatMap(({ items }) => items)
  const create = can('backoffice.panels:create') && (
    <Link to="/d/$domain/content/panels/new" params={{ domain }} className={buttonClass('primary')}>
      <Plus aria-hidden /> New panel
    </Link>
  )
  return (
    <Page
      title="Panels"
      description="Screens that nobody sits at: a link signs them in, for as long as its key lives."
      actions={rows && (rows.length > 0 || state) ? create : undefined}
    >
      {rows && (
        <Checkbox
          label="Show those that have ended"
          checked={state === 'ended'}
          onChange={({ target }) =>
            void navigate({ search: target.checked ? { state: 'ended' } : {}, replace: true })
          }
        />
      )}
      <QueryState query={panels}>
        {() =>
          rows && rows.length > 0 ? (
            <div>
              <Table
                label="Panels"
                rows={rows}
                rowKey={({ id }) => id}
                columns={columnsFor(domain)}
              />
              {panels.hasNextPage && <LoadMore query={panels} what="panels" />}
            </div>
          ) : state ? (
            <Empty icon={MonitorSmartphone} title="No panel has ended" />
          ) : (
            <Empty icon={MonitorSmartphone} title="There is no panel yet" action={create}>
              A panel shows an object, a list or a page of your own on a screen, full and live. You
              get a link and a QR code; whatever device opens it is signed in until you end it.
            </Empty>
          )
        }
      </QueryState>
    </Page>
  )
}

function columnsFor(domain: string): Column<Panel>[] {
  return [
    {
      id: 'name',
      heading: 'Name',
      cell: ({ id, name }) => (
        <Link
          to="/d/$domain/content/panels/$id"
          params={{ domain, id }}
          className="font-medium underline decoration-line underline-offset-3 hover:decoration-accent"
        >
          {name}
        </Link>
      ),
    },
    { id: 'state', heading: 'State', cell: panel => <PanelStateBadge panel={panel} /> },
    {
      id: 'shows',
      heading: 'Shows',
      wideOnly: true,
      cell: ({ shows }) => (
        <>
          {kindText(shows)}
          <p className="max-w-72 truncate text-muted">{shownText(shows)}</p>
        </>
      ),
    },
    {
      id: 'key',
      heading: 'Key',
      wideOnly: true,
      cell: ({ key }) => (
        <span className="flex flex-wrap items-center gap-2">
          <KeyStateBadge value={key.state} />
          <span className="text-muted">{key.actsAsEmail ?? <AccessSummary value={key} />}</span>
        </span>
      ),
    },
    {
      id: 'devices',
      heading: 'Devices',
      className: 'text-right',
      cell: ({ deviceCount }) => deviceCount,
    },
    { id: 'seen', heading: 'Last seen', cell: ({ lastSeenAt }) => <Time at={lastSeenAt} /> },
  ]
}
