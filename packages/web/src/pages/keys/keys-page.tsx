import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useKeyRights } from '../../keys/key-rights.ts'
import { useKeyActions } from '../../keys/use-key-actions.tsx'
import { buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ApplicationKeys } from './application-keys.tsx'
import { KeyFilterBar } from './key-filter-bar.tsx'
import { KeyList } from './key-list.tsx'
import { filtersOf, type KeysSearch } from './keys.search.ts'
import { ShortcutsDialog } from './shortcuts-dialog.tsx'
import { usePageKeys } from './use-page-keys.ts'

const route = getRouteApi('/frame/d/$domain/keys')

/** All keys of a domain: its application keys, and the list of those that people made. */
export function KeysPage() {
  const { domain } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const rights = useKeyRights(domain)
  const actions = useKeyActions(domain)
  const filters = useMemo(() => filtersOf(search), [search])

  const [showsShortcuts, setShowsShortcuts] = useState(false)
  const create = () => void navigate({ to: '/d/$domain/keys/new', params: { domain } })
  usePageKeys({
    c: rights.mayCreate ? create : undefined,
    '?': () => setShowsShortcuts(true),
  })

  function change(changes: KeysSearch) {
    void navigate({
      search: before => ({ ...before, ...changes }),
      replace: true,
      resetScroll: false,
    })
  }

  return (
    <Page
      wide
      title="API keys"
      description="Who may call your APIs, what with, and until when."
      actions={
        rights.mayCreate && (
          <Link to="/d/$domain/keys/new" params={{ domain }} className={buttonClass('primary')}>
            <Plus aria-hidden /> Create key
          </Link>
        )
      }
    >
      <ApplicationKeys domain={domain} rights={rights} actions={actions} />
      <section aria-labelledby="key-list" className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <h2 id="key-list" className="text-base font-semibold">
          {search.kind === undefined ? 'Custom keys' : 'Keys'}
        </h2>
        <KeyFilterBar
          domain={domain}
          search={search}
          onChange={change}
          onShowShortcuts={() => setShowsShortcuts(true)}
        />
        <KeyList
          domain={domain}
          search={search}
          filters={filters}
          rights={rights}
          actions={actions}
          onChange={change}
        />
      </section>
      {actions.dialogs}
      {showsShortcuts && <ShortcutsDialog onClose={() => setShowsShortcuts(false)} />}
    </Page>
  )
}
