import { Select } from '../../../ui/field.tsx'
import { FILE_KINDS, FILE_SORTS, type ListChoices, librarySearch } from './library.search.ts'

const NEWEST = '-createdAt' satisfies keyof typeof FILE_SORTS

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
        value={sort ?? NEWEST}
        onChange={event => {
          const chosen = librarySearch.parse({ sort: event.target.value }).sort
          onChange({ sort: chosen === NEWEST ? undefined : chosen })
        }}
      >
        {Object.entries(FILE_SORTS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </>
  )
}
