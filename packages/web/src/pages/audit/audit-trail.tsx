import type { AuditEvent } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ScrollText, SearchX } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, isForbidden, QueryState } from '../../ui/states.tsx'
import type { AuditSearch } from './audit.search.ts'
import { AuditFilters } from './audit-filters.tsx'
import { ChainCheck } from './chain-check.tsx'
import { EventRow } from './event-row.tsx'
import { ExportMenu } from './export-menu.tsx'
import { eventsQuery, type Trail } from './trail.ts'

/** A trail with its filters, its export and the check of its chain. */
export function AuditTrail({
  title,
  description,
  trail,
  search,
  onSearch,
}: {
  title: string
  description: string
  trail: Trail
  search: AuditSearch
  onSearch: (search: AuditSearch) => void
}) {
  const events = useInfiniteQuery(eventsQuery(trail, search))
  const isFiltered = Object.values(search).some(value => value !== undefined)
  return (
    <Page
      title={title}
      description={description}
      actions={trail.mayExport && events.data && <ExportMenu trail={trail} filter={search} />}
    >
      {!events.error && <ChainCheck trail={trail} />}
      {!isForbidden(events.error) && (
        <AuditFilters
          trail={trail}
          value={search}
          names={namesIn(events.data?.pages[0]?.items ?? [], search)}
          onChange={onSearch}
        />
      )}
      <QueryState query={events}>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items)
          if (rows.length === 0) {
            return isFiltered ? (
              <Empty
                icon={SearchX}
                title="No event matches"
                action={<Button onClick={() => onSearch({})}>Clear filters</Button>}
              >
                {search.action === undefined
                  ? 'No event has all of what is chosen above.'
                  : 'An action is matched whole, as in key.created, or by its beginning, as in key.'}
              </Empty>
            ) : (
              <Empty icon={ScrollText} title="Nothing happened yet">
                Every change appears here, with who made it and from where; of objects, what is
                published, taken back, deleted and imported. Their drafts are in their history.
              </Empty>
            )
          }
          return (
            <div>
              <ol
                aria-label="Events"
                className="overflow-hidden rounded-xl border border-line bg-surface"
              >
                {rows.map(event => (
                  <EventRow
                    key={event.id}
                    domain={trail.domain}
                    event={event}
                    onFilter={part => onSearch({ ...search, ...part })}
                  />
                ))}
              </ol>
              <LoadMore query={events} what="events" />
            </div>
          )
        }}
      </QueryState>
    </Page>
  )
}

/** The names of whom and what a trail is narrowed to, as its newest events have them. */
function namesIn(events: readonly AuditEvent[], { actorId, targetId }: AuditSearch) {
  return {
    actorId: events.find(({ actor }) => actor.id === actorId)?.actor.label,
    targetId: events.find(({ target }) => target.id === targetId)?.target.label,
  }
}
