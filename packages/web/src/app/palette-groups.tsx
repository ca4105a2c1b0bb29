import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { KeyRound, Plus, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { PLACES } from './navigation.tsx'
import { domainsQuery, keysQuery, usersQuery } from './queries.ts'
import { useCan } from './session.tsx'

/** Something the palette leads to. */
export interface PaletteItem {
  id: string
  content: ReactNode
  go: () => Promise<void>
}

/** Items of one kind. */
export interface PaletteGroup {
  heading: string
  items: readonly PaletteItem[]
}

const SHOWN = 8

/** What matches a text, the best kind first; groups without items are left out. */
export function usePaletteGroups(domain: string | undefined, search: string): PaletteGroup[] {
  const groups = [
    { heading: 'Actions', items: useActions(domain, search) },
    { heading: 'Keys', items: useKeys(domain, search) },
    { heading: 'Users', items: useUsers(domain, search) },
    { heading: 'Pages', items: usePages(domain, search) },
    { heading: 'Domains', items: useDomains(search) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function useActions(domain = '', search: string): PaletteItem[] {
  const can = useCan(domain)
  const navigate = useNavigate()
  const isAllowed = can('backoffice.keys:create') || can('backoffice.keys.own:create')
  if (!isAllowed || !matches(search, 'Create key', 'New key')) return []
  const content = (
    <>
      <Plus aria-hidden /> Create key
    </>
  )
  const go = () => navigate({ to: '/d/$domain/keys/new', params: { domain } })
  return [{ id: 'create-key', content, go }]
}

function useKeys(domain = '', search: string): PaletteItem[] {
  const can = useCan(domain)
  const navigate = useNavigate()
  const isAllowed = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  const enabled = search !== '' && isAllowed
  const { data } = useInfiniteQuery({
    ...keysQuery(domain, { search }),
    enabled,
    placeholderData: keepPreviousData,
  })
  if (!enabled) return []
  return (data?.pages[0]?.items ?? []).slice(0, SHOWN).map(({ id, name, masked }) => ({
    id,
    content: (
      <>
        <KeyRound aria-hidden /> <span className="truncate">{name}</span>
        <span className="font-mono text-xs text-muted">{masked}</span>
      </>
    ),
    go: () => navigate({ to: '/d/$domain/keys/$id', params: { domain, id } }),
  }))
}

function useUsers(domain = '', search: string): PaletteItem[] {
  const can = useCan(domain)
  const navigate = useNavigate()
  const enabled = search !== '' && can('backoffice.users:read')
  const { data = [] } = useQuery({
    ...usersQuery(domain, search),
    enabled,
    placeholderData: keepPreviousData,
  })
  if (!enabled) return []
  return data.slice(0, SHOWN).map(({ id, name, email }) => ({
    id,
    content: (
      <>
        <UserRound aria-hidden /> <span className="truncate">{name}</span>
        <span className="truncate text-xs text-muted">{email}</span>
      </>
    ),
    go: () => navigate({ to: '/d/$domain/users/$id', params: { domain, id } }),
  }))
}

function usePages(domain: string | undefined, search: string): PaletteItem[] {
  const can = useCan(domain ?? '')
  const navigate = useNavigate()
  const account: PaletteItem = {
    id: '/account',
    content: (
      <>
        <UserRound aria-hidden /> My account
      </>
    ),
    go: () => navigate({ to: '/account' }),
  }
  const places = domain === undefined ? [] : PLACES
  return [
    ...places
      .filter(({ label, permissions }) => {
        const isAllowed = permissions.length === 0 || permissions.some(can)
        return isAllowed && matches(search, label)
      })
      .map(({ to, label, icon: Icon }) => ({
        id: to,
        content: (
          <>
            <Icon aria-hidden /> {label}
          </>
        ),
        go: () => navigate({ to, params: { domain: domain ?? '' } }),
      })),
    ...(matches(search, 'My account', 'Password', 'Two-step sign-in') ? [account] : []),
  ]
}

function useDomains(search: string): PaletteItem[] {
  const navigate = useNavigate()
  const { data = [] } = useQuery(domainsQuery)
  return data
    .filter(({ name, slug }) => matches(search, name, slug))
    .slice(0, SHOWN)
    .map(({ id, slug, name }) => ({
      id,
      content: (
        <>
          <span className="truncate">{name}</span>
          <span className="font-mono text-xs text-muted">{slug}</span>
        </>
      ),
      go: () => navigate({ to: '/d/$domain', params: { domain: slug } }),
    }))
}

function matches(search: string, ...texts: string[]): boolean {
  return texts.some(text => text.toLowerCase().includes(search.toLowerCase()))
}
