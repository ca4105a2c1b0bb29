import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ChevronDown, X } from 'lucide-react'
import { useState } from 'react'
import { NotRead } from '../../access/not-read.tsx'
import { useDebounced } from '../../access/use-debounced.ts'
import { usersQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { Button } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { userNameQuery } from './keys.queries.ts'

/** Narrows the list to keys that act as one user. */
export function ActsAsFilter({
  domain,
  value,
  onChange,
}: {
  domain: string
  value: string | undefined
  onChange: (id: string | undefined) => void
}) {
  const [isOpen, setIsOpen] = useState(false)
  const can = useCan(domain)
  if (value !== undefined) {
    return (
      <PersonChip domain={domain} label="Acts as" id={value} onRemove={() => onChange(undefined)} />
    )
  }
  if (!can('backoffice.users:read')) return null
  return (
    <Popover
      label="Acts as"
      open={isOpen}
      onOpenChange={setIsOpen}
      trigger={
        <Button className="justify-between border-field px-2.5 font-normal">
          Acts as anyone <ChevronDown aria-hidden className="text-muted" />
        </Button>
      }
    >
      <People
        domain={domain}
        onChoose={id => {
          setIsOpen(false)
          onChange(id)
        }}
      />
    </Popover>
  )
}

function People({ domain, onChoose }: { domain: string; onChoose: (id: string) => void }) {
  const [text, setText] = useState('')
  const query = useQuery({
    ...usersQuery(domain, useDebounced(text.trim())),
    placeholderData: keepPreviousData,
  })
  const { data: users, isPending } = query
  return (
    <div className="grid gap-2">
      <Input
        aria-label="Search users"
        placeholder="Name or e-mail"
        autoComplete="off"
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <ul className="grid max-h-64 overflow-y-auto">
        {users?.map(user => (
          <li key={user.id}>
            <button
              type="button"
              className="w-full rounded-md px-2.5 py-1.5 text-left hover:bg-sunken"
              onClick={() => onChoose(user.id)}
            >
              {user.name} <span className="block text-xs text-muted">{user.email}</span>
            </button>
          </li>
        ))}
      </ul>
      <p aria-live="polite" className="px-2.5 pb-1 text-muted empty:hidden">
        {isPending && 'Searching …'}
        {users?.length === 0 && 'Nobody matches.'}
      </p>
      <NotRead what="The users" query={query} />
    </div>
  )
}

/** A filter by one person, named, with its way out. */
export function PersonChip({
  domain,
  label,
  id,
  onRemove,
}: {
  domain: string
  label: string
  id: string
  onRemove: () => void
}) {
  const can = useCan(domain)
  const { data: email } = useQuery({
    ...userNameQuery(domain, id),
    enabled: id.startsWith('usr_') && can('backoffice.users:read'),
  })
  const name = email ?? id
  return (
    <Button
      className="min-w-0 border-accent bg-accent-soft"
      onClick={onRemove}
      aria-label={`${label} ${name}: remove this filter`}
    >
      <span className="min-w-0 truncate">
        <span className="font-normal">{label}</span> {name}
      </span>
      <X aria-hidden />
    </Button>
  )
}
