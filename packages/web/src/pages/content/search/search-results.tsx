import type { SearchHit } from '@keywright/contract'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { cn } from '../../../lib/cn.ts'
import { formatCount } from '../../../lib/count.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Empty, QueryState } from '../../../ui/states.tsx'
import { contentTypesQuery } from '../types/types.queries.ts'
import type { ContentSearch } from './content.search.ts'
import { searchQuery } from './search.queries.ts'

/** What was found, and in which types there is how much of it. */
export function SearchResults({
  domain,
  search,
  onChange,
}: {
  domain: string
  search: ContentSearch
  onChange: (changes: ContentSearch) => void
}) {
  const query = useInfiniteQuery(searchQuery(domain, search))
  const types = useQuery(contentTypesQuery(domain))
  const labelOf = (name: string) => types.data?.find(type => type.name === name)?.label ?? name
  return (
    <QueryState query={query}>
      {({ pages }) => {
        const hits = pages.flatMap(page => page.items)
        const facets = pages[0]?.facets ?? []
        const isEmpty = hits.length === 0 && !query.hasNextPage
        return (
          <div
            aria-busy={query.isPlaceholderData}
            className={cn(
              'grid grid-cols-[minmax(0,1fr)] gap-4 transition-opacity',
              query.isPlaceholderData && 'opacity-60',
            )}
          >
            <Facets
              facets={facets}
              chosen={search.type}
              labelOf={labelOf}
              onChoose={type => onChange({ type })}
            />
            <p aria-live="polite" className="sr-only">
              {query.isPlaceholderData ? 'Searching' : `${formatCount(hits.length)} shown`}
            </p>
            <div className="rounded-xl border border-line bg-surface">
              {isEmpty ? (
                <NothingFound search={search} onChange={onChange} />
              ) : (
                <ol aria-label="Found">
                  {hits.map(hit => (
                    <Hit key={hit.id} domain={domain} hit={hit} label={labelOf(hit.type)} />
                  ))}
                </ol>
              )}
            </div>
            {query.hasNextPage && !query.isPlaceholderData && (
              <LoadMore query={query} what="results" />
            )}
          </div>
        )
      }}
    </QueryState>
  )
}

interface Facet {
  type: string
  count: number
  more: boolean
}

/** Types with their number of hits: each narrows the search to itself. */
function Facets({
  facets,
  chosen,
  labelOf,
  onChoose,
}: {
  facets: readonly Facet[]
  chosen: string | undefined
  labelOf: (type: string) => string
  onChoose: (type: string | undefined) => void
}) {
  // A type without hits can be chosen by an address.
  const isListed = chosen === undefined || facets.some(({ type }) => type === chosen)
  const shown = isListed ? facets : [...facets, { type: chosen, count: 0, more: false }]
  if (shown.length === 0) return null
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">Types</legend>
      <Button
        size="small"
        aria-pressed={chosen === undefined}
        className={cn(chosen === undefined && CHOSEN)}
        onClick={() => onChoose(undefined)}
      >
        All types
      </Button>
      {shown.map(({ type, count, more }) => (
        <Button
          key={type}
          size="small"
          aria-pressed={chosen === type}
          className={cn(chosen === type && CHOSEN)}
          onClick={() => onChoose(chosen === type ? undefined : type)}
        >
          {labelOf(type)}
          <span className="font-normal text-muted tabular-nums">
            {formatCount(count)}
            {more && '+'}
          </span>
        </Button>
      ))}
    </fieldset>
  )
}

const CHOSEN = 'border-accent bg-accent-soft'

function Hit({ domain, hit, label }: { domain: string; hit: SearchHit; label: string }) {
  const { id, type, title, highlights } = hit
  return (
    <li className="border-b border-line px-4 py-3 last:border-0 hover:bg-sunken/60">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          to="/d/$domain/content/objects/$type/$id"
          params={{ domain, type, id }}
          className="min-w-0 font-medium wrap-anywhere hover:underline"
        >
          {title}
        </Link>
        <Badge>{label}</Badge>
      </div>
      {highlights.length > 0 && (
        <p className="mt-1 text-muted wrap-anywhere">
          {highlights.map(({ text, match }, place) =>
            match ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is what stands at its place
              <mark key={place} className="rounded-sm bg-accent-soft px-0.5 font-medium text-ink">
                {text}
              </mark>
            ) : (
              text
            ),
          )}
        </p>
      )}
    </li>
  )
}

function NothingFound({
  search: { q, type, in: place },
  onChange,
}: {
  search: ContentSearch
  onChange: (changes: ContentSearch) => void
}) {
  return (
    <Empty
      icon={SearchX}
      title={`Nothing has “${q}”`}
      action={
        type !== undefined ? (
          <Button onClick={() => onChange({ type: undefined })}>Search all types</Button>
        ) : (
          place === 'published' && (
            <Button onClick={() => onChange({ in: undefined })}>Search drafts, too</Button>
          )
        )
      }
    >
      All words must be in one object, written like that; only the last one may be cut off.
    </Empty>
  )
}
