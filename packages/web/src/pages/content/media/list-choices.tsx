import { MEDIA_SORTS } from '@keywright/contract'
import { Select } from '../../../ui/field.tsx'
import { FILE_KINDS, type ListChoices, librarySearch } from './library.search.ts'

const SORT_NAMES = {
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  '-size': 'Largest first',
  size: 'Smallest first',
} as const satisfies Record<(typeof MEDIA_SORTS)[number], string>

/** Chooses which kind of files a list shows, and in which order. */
export function ListChoicesFields({
  value: { kind, sort },
  onChange,
}: {
  value: ListChoices
  onChange: (part: ListChoices) => void
}) {
  return (
    <>
      <Select
        aria-label="Kind"
        className="w-auto min-w-36"
        value={kind ?? ''}
        onChange={event =>
          onChange({ kind: librarySearch.parse({ kind: event.target.value }).kind })
        }
      >
        <option value="">All kinds</option>
        {Object.entries(FILE_KINDS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Sort by"
        className="w-auto"
        value={sort ?? MEDIA_SORTS[0]}
        onChange={event => {
          const chosen = MEDIA_SORTS.find(sort => sort === event.target.value)
          onChange({ sort: chosen === MEDIA_SORTS[0] ? undefined : chosen })
        }}
      >
        {MEDIA_SORTS.map(sort => (
          <option key={sort} value={sort}>
            {SORT_NAMES[sort]}
          </option>
        ))}
      </Select>
    </>
  )
}
