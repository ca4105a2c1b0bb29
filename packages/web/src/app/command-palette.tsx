import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { KeyRound, Plus, UserRound } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { type ReactNode, useDeferredValue, useRef, useState } from 'react'
import { useFocusReturn } from '../ui/use-focus-return.ts'
import { PLACES } from './navigation.tsx'
import { domainsQuery, keysQuery, usersQuery } from './queries.ts'
import { useCan } from './session.tsx'

/** Jumps to a key, a user, a page or another domain, or begins something. */
export default function CommandPalette({
  domain,
  open,
  onOpenChange,
}: {
  domain: string | undefined
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const isLeaving = useRef(false)
  const returnFocus = useFocusReturn(open)
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/50" />
        <Radix.Content
          aria-describedby={undefined}
          onCloseAutoFocus={event => {
            // The page that opens takes the focus itself.
            if (isLeaving.current) event.preventDefault()
            returnFocus(event)
          }}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 animate-fade-in overflow-hidden rounded-xl border border-line bg-surface shadow-xl"
        >
          <Radix.Title className="sr-only">Search or jump to</Radix.Title>
          <Palette
            domain={domain}
            go={there => {
              isLeaving.current = true
              onOpenChange(false)
              void there()
            }}
          />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Palette({ domain, go }: { domain: string | undefined; go: Go }) {
  const [text, setText] = useState('')
  const navigate = useNavigate()
  const { data: domains = [] } = useQuery(domainsQuery)
  const search = useDeferredValue(text.trim())

  return (
    <Command label="Search or jump to" shouldFilter={false}>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder="A key, a user, a page …"
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none"
      />
      <Command.List className="max-h-[55dvh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-muted">Nothing found.</Command.Empty>
        {domain !== undefined && <DomainItems domain={domain} search={search} go={go} />}
        <Group heading="Domains">
          {domains
            .filter(({ name, slug }) => matches(search, name, slug))
            .slice(0, 8)
            .map(({ slug, name }) => (
              <Item
                key={slug}
                value={`domain-${slug}`}
                onSelect={() => go(() => navigate({ to: '/d/$domain', params: { domain: slug } }))}
              >
                {name} <span className="font-mono text-xs text-muted">{slug}</span>
              </Item>
            ))}
        </Group>
      </Command.List>
    </Command>
  )
}

/** Closes the palette and goes there. */
type Go = (there: () => Promise<void>) => void

function DomainItems({ domain, search, go }: { domain: string; search: string; go: Go }) {
  const navigate = useNavigate()
  const can = useCan(domain)
  const readsKeys = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  const makesKeys = can('backoffice.keys:create') || can('backoffice.keys.own:create')
  const wanted = search !== ''
  const keys = useInfiniteQuery({
    ...keysQuery(domain, { search }),
    enabled: wanted && readsKeys,
    placeholderData: keepPreviousData,
  })
  const users = useQuery({
    ...usersQuery(domain, search),
    enabled: wanted && can('backoffice.users:read'),
    placeholderData: keepPreviousData,
  })
  const places = PLACES.filter(
    ({ label, permissions }) =>
      matches(search, label) && (permissions.length === 0 || permissions.some(can)),
  )
  return (
    <>
      {makesKeys && matches(search, 'Create key', 'New key') && (
        <Group heading="Actions">
          <Item
            value="create-key"
            onSelect={() => go(() => navigate({ to: '/d/$domain/keys/new', params: { domain } }))}
          >
            <Plus aria-hidden /> Create key
          </Item>
        </Group>
      )}
      <Group heading="Keys">
        {(keys.data?.pages[0]?.items ?? []).slice(0, 8).map(({ id, name, masked }) => (
          <Item
            key={id}
            value={id}
            onSelect={() =>
              go(() => navigate({ to: '/d/$domain/keys/$id', params: { domain, id } }))
            }
          >
            <KeyRound aria-hidden /> {name}
            <span className="font-mono text-xs text-muted">{masked}</span>
          </Item>
        ))}
      </Group>
      <Group heading="Users">
        {(users.data ?? []).slice(0, 8).map(({ id, name, email }) => (
          <Item
            key={id}
            value={id}
            onSelect={() =>
              go(() => navigate({ to: '/d/$domain/users/$id', params: { domain, id } }))
            }
          >
            <UserRound aria-hidden /> {name} <span className="text-xs text-muted">{email}</span>
          </Item>
        ))}
      </Group>
      <Group heading="Pages">
        {places.map(({ to, label, icon: Icon }) => (
          <Item key={to} value={to} onSelect={() => go(() => navigate({ to, params: { domain } }))}>
            <Icon aria-hidden /> {label}
          </Item>
        ))}
      </Group>
    </>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode[] | ReactNode }) {
  if (Array.isArray(children) && children.length === 0) return null
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

function Item({
  value,
  onSelect,
  children,
}: {
  value: string
  onSelect: () => void
  children: ReactNode
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex cursor-pointer items-center gap-2.5 rounded-md px-3 py-2 data-[selected=true]:bg-sunken [&_svg]:size-4 [&_svg]:text-muted"
    >
      {children}
    </Command.Item>
  )
}

function matches(search: string, ...texts: string[]): boolean {
  return texts.some(text => text.toLowerCase().includes(search.toLowerCase()))
}
