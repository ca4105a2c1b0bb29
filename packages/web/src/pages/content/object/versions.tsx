import type { ContentType, ContentVersion } from '@keywright/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { cn } from '../../../lib/cn.ts'
import { Badge } from '../../../ui/badge.tsx'
import { LoadMore } from '../../../ui/load-more.tsx'
import { QueryState } from '../../../ui/states.tsx'
import { Time } from '../../../ui/time.tsx'
import { type VersionedObject, versionsQuery } from './object.queries.ts'
import { VersionChanges } from './version-changes.tsx'

const route = getRouteApi('/frame/d/$domain/content/objects/$type/$id')

/** What each action made of the object. */
const ACTIONS: Readonly<Record<ContentVersion['action'], string>> = {
  created: 'Created',
  replaced: 'Saved',
  patched: 'Changed',
  published: 'Published',
  unpublished: 'Unpublished',
  restored: 'Restored',
  migrated: 'Adapted to its type',
}

/** All that an object ever was: who did what, and what it changed. */
export function Versions({
  domain,
  type,
  current,
  isDirty,
  mayRestore,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  isDirty: boolean
  mayRestore: boolean
}) {
  const { id, version: latest } = current.value
  const { version = latest, against } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useInfiniteQuery(versionsQuery({ domain, type: type.name, id }))
  const show = (next: { version: number; against?: number | undefined }) =>
    void navigate({ search: { tab: 'versions', ...next }, replace: true })

  return (
    <QueryState query={query}>
      {({ pages }) => {
        const versions = pages.flatMap(page => page.items)
        return (
          <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[20rem_minmax(0,1fr)]">
            <div>
              <ol
                aria-label="Versions"
                className="grid gap-1 max-lg:max-h-72 max-lg:overflow-y-auto"
              >
                {versions.map(row => (
                  <li key={row.version}>
                    <Row
                      row={row}
                      isOpen={row.version === version}
                      onOpen={() => show({ version: row.version })}
                    />
                  </li>
                ))}
              </ol>
              {query.hasNextPage && (
                <LoadMore query={query} what="versions" label="Older versions" byHand />
              )}
            </div>
            <VersionChanges
              domain={domain}
              type={type}
              current={current}
              version={version}
              against={against ?? version - 1}
              others={versions.map(row => row.version)}
              onAgainst={other => show({ version, against: other })}
              isDirty={isDirty}
              mayRestore={mayRestore}
            />
          </div>
        )
      }}
    </QueryState>
  )
}

function Row({
  row: { version, action, at, by, published },
  isOpen,
  onOpen,
}: {
  row: ContentVersion
  isOpen: boolean
  onOpen: () => void
}) {
  return (
    <button
      type="button"
      aria-current={isOpen || undefined}
      onClick={onOpen}
      className={cn(
        'w-full rounded-lg border px-3 py-2 text-left',
        isOpen ? 'border-accent bg-accent-soft' : 'border-transparent hover:bg-sunken',
      )}
    >
      <span className="flex flex-wrap items-center gap-2 font-medium">
        Version {version}: {ACTIONS[action].toLowerCase()}
        {published && <Badge tone="good">Published</Badge>}
      </span>
      <span
        className={cn('block text-[0.8125rem] wrap-anywhere', isOpen ? 'text-ink' : 'text-muted')}
      >
        <Time at={at} /> by {by.label}
      </span>
    </button>
  )
}
