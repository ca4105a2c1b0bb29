import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { FileText, KeyRound, UserRound } from 'lucide-react'
import { useDebounced } from '../access/use-debounced.ts'
import { useStore } from '../lib/store.ts'
import { contentTypesQuery } from '../pages/content/types/types.queries.ts'
import { openOffers } from './offers.ts'
import { usePaletteActions } from './palette-actions.ts'
import { beginsWith, find, type PaletteGroup, type PaletteItem } from './palette-item.ts'
import { domainsQuery, keysQuery, usersQuery } from './queries.ts'
import { useCan } from './session.tsx'

const SHOWN = 8
const PAUSE_MILLISECONDS = 150

/** What matches a text; keys and users are only those of this very text, so they come a moment later. */
export function usePaletteGroups(
  domain: string | undefined,
  search: string,
): { groups: PaletteGroup[]; isSearching: boolean } {
  const { actions, pages, preferences } = usePaletteActions(domain)
  const settled = useDebounced(search, PAUSE_MILLISECONDS)
  const asked = settled === search ? search : ''
  const keys = useKeys(domain, asked)
  const users = useUsers(domain, asked)
  const offers = useStore(openOffers)
  const known = [
    ...(offers ? [{ ...offers, items: find(offers.items, search) }] : []),
    { heading: 'Actions', items: find(actions, search) },
    { heading: 'Pages', items: find(pages, search) },
    { heading: 'Content', items: useContent(domain, search) },
    { heading: 'Switch domain', items: find(useDomains(), search).slice(0, SHOWN) },
    { heading: 'Preferences', items: find(preferences, search) },
  ]
  const begins = ({ items }: PaletteGroup) => items.some(item => beginsWith(item, search))
  const groups = [
    ...known.filter(begins),
    { heading: 'Keys', items: keys.items },
    { heading: 'Users', items: users.items },
    ...known.filter(group => !begins(group)),
  ]
  return {
    groups: groups.filter(({ items }) => items.length > 0),
    isSearching: settled !== search || keys.isLoading || users.isLoading,
  }
}

interface Hits {
  items: PaletteItem[]
  isLoading: boolean
}

function useKeys(domain = '', search: string): Hits {
  const can = useCan(domain)
  const navigate = useNavigate()
  const isAllowed = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  const enabled = search !== '' && isAllowed
  const { data, isLoading } = useInfiniteQuery({ ...keysQuery(domain, { search }), enabled })
  if (!enabled) return NONE
  const items = (data?.pages[0]?.items ?? []).slice(0, SHOWN).map(({ id, name, masked }) => ({
    id,
    label: name,
    detail: masked,
    icon: KeyRound,
    go: () => navigate({ to: '/d/$domain/keys/$id', params: { domain, id } }),
  }))
  return { items, isLoading }
}

function useUsers(domain = '', search: string): Hits {
  const can = useCan(domain)
  const navigate = useNavigate()
  const enabled = search !== '' && can('backoffice.users:read')
  const { data = [], isLoading } = useQuery({ ...usersQuery(domain, search), enabled })
  if (!enabled) return NONE
  const items = data.slice(0, SHOWN).map(({ id, name, email }) => ({
    id,
    label: name,
    detail: email,
    icon: UserRound,
    go: () => navigate({ to: '/d/$domain/users/$id', params: { domain, id } }),
  }))
  return { items, isLoading }
}

/** Content types that the person may see: to their objects, or where those are not theirs, to what defines them. */
function useContent(domain = '', search: string): PaletteItem[] {
  const can = useCan(domain)
  const navigate = useNavigate()
  const enabled = search !== '' && domain !== ''
  const { data = [] } = useQuery({ ...contentTypesQuery(domain), enabled })
  if (!enabled) return []
  const types = data.map(({ name, label }) => ({
    id: `content.${name}`,
    label,
    detail: name,
    icon: FileText,
    go: () => {
      const params = { domain, type: name }
      return can(`content.${name}:read`)
        ? navigate({ to: '/d/$domain/content/objects/$type', params })
        : navigate({ to: '/d/$domain/content/types/$type', params })
    },
  }))
  return find(types, search).slice(0, SHOWN)
}

const NONE: Hits = { items: [], isLoading: false }

function useDomains(): PaletteItem[] {
  const navigate = useNavigate()
  const { data = [] } = useQuery(domainsQuery)
  return data.map(({ id, slug, name }) => ({
    id,
    label: name,
    detail: slug,
    go: () => navigate({ to: '/d/$domain', params: { domain: slug } }),
  }))
}
