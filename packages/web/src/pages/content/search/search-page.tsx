import { getRouteApi } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { Select } from '../../../ui/field.tsx'
import { Page } from '../../../ui/page.tsx'
import { SearchField } from '../../../ui/search-field.tsx'
import { Empty } from '../../../ui/states.tsx'
import type { ContentSearch } from './content.search.ts'
import { SearchResults } from './search-results.tsx'

const route = getRouteApi('/frame/d/$domain/content/search')

/** Searches the objects of all types that the person may read. */
export function SearchPage() {
  const { domain } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()

  function change(changes: ContentSearch) {
    void navigate({
      search: before => ({ ...before, ...changes }),
      replace: true,
      resetScroll: false,
    })
  }

  return (
    <Page title="Search content" description="Over all types that you may read, the best first.">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField
          label="Search content"
          placeholder="Words of any text"
          value={search.q ?? ''}
          onChange={text => change({ q: text === '' ? undefined : text, type: undefined })}
        />
        <Select
          aria-label="Where"
          className="w-auto max-sm:flex-1"
          value={search.in ?? ''}
          onChange={event =>
            change({ in: event.target.value === 'published' ? 'published' : undefined })
          }
        >
          <option value="">What editors see, drafts too</option>
          <option value="published">What is published</option>
        </Select>
      </div>
      {search.q === undefined ? (
        <div className="rounded-xl border border-line bg-surface">
          <Empty icon={Search} title="What are you looking for?">
            An object is found when it has all the words; the last one may be the beginning of one.
            Case and accents do not matter. Those that have the words in their title come first.
          </Empty>
        </div>
      ) : (
        <SearchResults domain={domain} search={search} onChange={change} />
      )}
    </Page>
  )
}
