import type { ContentType } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Plus, Settings2 } from 'lucide-react'
import { useMemo } from 'react'
import { useCan } from '../../../app/session.tsx'
import { buttonClass } from '../../../ui/button.tsx'
import { Page } from '../../../ui/page.tsx'
import { QueryPage } from '../../../ui/query-page.tsx'
import { contentTypeQuery } from '../types/types.queries.ts'
import { ColumnMenu } from './column-menu.tsx'
import { type ObjectColumn, useColumns } from './columns.ts'
import { toFilter } from './conditions.ts'
import { DEFAULT_SORT, FilterBar } from './filter-bar.tsx'
import { listFieldsOf } from './list-field.ts'
import { ObjectList } from './object-list.tsx'
import { useObjectRights } from './object-rights.ts'
import type { Listing } from './objects.queries.ts'
import type { ObjectsSearch } from './objects.search.ts'
import { TransferButtons } from './transfer-buttons.tsx'
import { useObjectActions } from './use-object-actions.tsx'
import { ViewsMenu } from './views-menu.tsx'

const route = getRouteApi('/frame/d/$domain/content/objects/$type')

/** The objects of a content type. */
export function ObjectsPage() {
  const { domain, type } = route.useParams()
  const query = useQuery(contentTypeQuery(domain, type))
  return (
    <QueryPage title="Objects" query={query}>
      {value => <Objects key={value.name} domain={domain} type={value} />}
    </QueryPage>
  )
}

function Objects({ domain, type }: { domain: string; type: ContentType }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const rights = useObjectRights(domain, type.name)
  const actions = useObjectActions(domain, type.name)
  const columns = useColumns(type)
  const fields = useMemo(() => listFieldsOf(type), [type])
  const filter = useMemo(() => toFilter(search.where ?? [], fields), [search.where, fields])

  function change(changes: ObjectsSearch) {
    void navigate({
      search: before => ({ ...before, ...changes }),
      replace: true,
      resetScroll: false,
    })
  }

  return (
    <Page
      wide
      title={type.label}
      description={type.description === '' ? undefined : type.description}
      actions={
        <>
          {can('content.types:update') && (
            <Link
              to="/d/$domain/content/types/$type"
              params={{ domain, type: type.name }}
              className={buttonClass('ghost')}
            >
              <Settings2 aria-hidden /> Edit type
            </Link>
          )}
          <TransferButtons
            domain={domain}
            type={type}
            rights={rights}
            filter={filter}
            state={search.state}
          />
          {rights.mayCreate && (
            <Link
              to="/d/$domain/content/objects/$type/-new"
              params={{ domain, type: type.name }}
              className={buttonClass('primary')}
            >
              <Plus aria-hidden /> New object
            </Link>
          )}
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
        <FilterBar domain={domain} type={type} fields={fields} search={search} onChange={change}>
          <ColumnMenu all={columns.all} shown={columns.shown} onChoose={columns.choose} />
          <ViewsMenu
            type={type}
            search={search}
            columns={columns.shown.map(({ id }) => id)}
            onOpen={view => {
              void navigate({ search: view.search, resetScroll: false })
              if (view.columns) columns.choose(view.columns)
            }}
          />
        </FilterBar>
        <ObjectList
          domain={domain}
          type={type}
          columns={columns.shown}
          search={search}
          listing={listingOf(type, search, filter, columns.shown)}
          rights={rights}
          actions={actions}
          onChange={change}
        />
      </div>
      {actions.dialogs}
    </Page>
  )
}

function listingOf(
  type: ContentType,
  { q, state, sort = DEFAULT_SORT }: ObjectsSearch,
  filter: string | undefined,
  columns: readonly ObjectColumn[],
): Listing {
  const fields = columns.flatMap(({ field }) => field ?? [])
  // Some field must be named, or the objects come whole.
  const names = fields.length > 0 ? fields.map(({ name }) => name) : [type.titleField ?? '']
  const refers = fields.some(({ shape: { kind } }) => kind === 'relation' || kind === 'media')
  return {
    q,
    state,
    filter,
    sort,
    fields: names.filter(name => name !== '').join(',') || undefined,
    hydrate: refers ? '1' : '0',
  }
}
