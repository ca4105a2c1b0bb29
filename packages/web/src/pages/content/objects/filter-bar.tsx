import type { ContentType } from '@keywright/contract'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '../../../lib/cn.ts'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/field.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { FilterGroup } from './filter-group.tsx'
import { isSortable, type ListField } from './list-field.ts'
import { CLEARED, isNarrowed, type ObjectsSearch, STATES } from './objects.search.ts'

const STATE_WORDS = {
  draft: 'Drafts',
  published: 'Published',
  changed: 'Changed since',
} as const satisfies Record<(typeof STATES)[number], string>

/** As the list is ordered when nobody says how. */
export const DEFAULT_SORT = '-updatedAt'

/** Search, state, conditions and order of the list; all of it is kept in the address. */
export function FilterBar({
  domain,
  type,
  fields,
  search,
  onChange,
  children,
}: {
  domain: string
  type: ContentType
  fields: readonly ListField[]
  search: ObjectsSearch
  onChange: (changes: ObjectsSearch) => void
  /** What is chosen beside. */
  children: ReactNode
}) {
  const { where = [] } = search
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label={`Search ${type.label}`}
          placeholder="Words of any text"
          value={search.q ?? ''}
          onChange={text => onChange({ q: text === '' ? undefined : text })}
        />
        <Select
          aria-label="State"
          className={cn(
            'w-auto max-sm:min-w-0 max-sm:flex-1 max-sm:basis-28',
            search.state && CHOSEN,
          )}
          value={search.state ?? ''}
          onChange={event =>
            onChange({ state: STATES.find(state => state === event.target.value) })
          }
        >
          <option value="">Any state</option>
          {STATES.map(state => (
            <option key={state} value={state}>
              {STATE_WORDS[state]}
            </option>
          ))}
        </Select>
        <Order fields={fields} search={search} onChange={onChange} />
        {children}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {where.map((group, place) => (
          <FilterGroup
            // biome-ignore lint/suspicious/noArrayIndexKey: a group is what stands at its place
            key={place}
            domain={domain}
            fields={fields}
            value={group}
            onChange={next => onChange({ where: next ? where.with(place, next) : without(place) })}
          />
        ))}
        {where.length < MOST_GROUPS && (
          <FilterGroup
            key="new"
            domain={domain}
            fields={fields}
            value={undefined}
            onChange={next => onChange({ where: next ? [...where, next] : search.where })}
          />
        )}
        {isNarrowed(search) && (
          <Button variant="ghost" size="small" className="h-9" onClick={() => onChange(CLEARED)}>
            <X aria-hidden /> Clear filters
          </Button>
        )}
      </div>
    </div>
  )

  function without(place: number) {
    return where.length === 1 ? undefined : where.toSpliced(place, 1)
  }
}

/** As many as an address takes. */
const MOST_GROUPS = 10

const CHOSEN = 'border-accent bg-accent-soft font-medium'

function Order({
  fields,
  search,
  onChange,
}: {
  fields: readonly ListField[]
  search: ObjectsSearch
  onChange: (changes: ObjectsSearch) => void
}) {
  const sort = search.sort ?? DEFAULT_SORT
  const path = sort.replace(/^-/, '')
  const orders = fields.filter(isSortable)
  return (
    <Select
      aria-label="Order"
      className="w-auto max-w-56 max-sm:min-w-0 max-sm:flex-1 max-sm:basis-28"
      disabled={search.q !== undefined}
      value={search.q === undefined ? sort : ''}
      onChange={({ target: { value } }) =>
        onChange({ sort: value === DEFAULT_SORT ? undefined : value })
      }
    >
      {search.q !== undefined && <option value="">Best match first</option>}
      {!orders.some(field => field.path === path) && <option value={sort}>{sort}</option>}
      {orders.flatMap(({ path, label, kind }) => {
        const [up, down] = WAYS[kind] ?? ['A to Z', 'Z to A']
        return [
          <option key={path} value={path}>{`${label}: ${up}`}</option>,
          <option key={`-${path}`} value={`-${path}`}>{`${label}: ${down}`}</option>,
        ]
      })}
    </Select>
  )
}

const WAYS: Readonly<Partial<Record<ListField['kind'], readonly [up: string, down: string]>>> = {
  number: ['lowest first', 'highest first'],
  boolean: ['no first', 'yes first'],
  date: ['earliest first', 'latest first'],
  moment: ['oldest first', 'newest first'],
}
