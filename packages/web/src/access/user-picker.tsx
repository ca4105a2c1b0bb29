import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { api } from '../app/api.ts'
import { usersQuery } from '../app/queries.ts'
import { useCan, useMe } from '../app/session.tsx'
import { Button } from '../ui/button.tsx'
import { Field, FieldSet, Radio } from '../ui/field.tsx'
import { Combobox } from './combobox.tsx'
import { NotRead } from './not-read.tsx'
import { useDebounced } from './use-debounced.ts'

type Choice = 'nobody' | 'myself' | 'other'

/** Chooses the user whom a key acts as: nobody, oneself, or, for those who may, somebody else. */
export function UserPicker({
  domain,
  value,
  onChange,
  error,
}: {
  domain: string
  value: string | null
  onChange: (userId: string | null) => void
  error?: string | undefined
}) {
  const name = useId()
  const can = useCan(domain)
  const { user } = useMe()
  const [isSearching, setIsSearching] = useState(false)
  const choice = choiceOf(value, user?.id, isSearching)
  const mayChooseOthers = can('backoffice.users:impersonate') && can('backoffice.users:read')

  function choose(next: Choice) {
    setIsSearching(next === 'other')
    onChange(next === 'myself' ? (user?.id ?? null) : null)
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FieldSet legend="Acts as" error={choice === 'other' ? undefined : error}>
        <Radio
          name={name}
          checked={choice === 'nobody'}
          onChange={() => choose('nobody')}
          label="Nobody"
          hint="For a service: the key has its own access only."
        />
        {user && (
          <Radio
            name={name}
            checked={choice === 'myself'}
            onChange={() => choose('myself')}
            label={`Myself, ${user.email}`}
            hint="Never more than you may do, also when your role changes."
          />
        )}
        <Radio
          name={name}
          checked={choice === 'other'}
          disabled={!mayChooseOthers && choice !== 'other'}
          onChange={() => choose('other')}
          label="Another user"
          hint={
            mayChooseOthers
              ? 'Never more than they may do, also when their role changes.'
              : 'Needs the permission backoffice.users:impersonate.'
          }
        />
      </FieldSet>
      {choice === 'other' && (
        <OtherUser domain={domain} value={value} onChange={onChange} error={error} />
      )}
    </div>
  )
}

/** One user of the domain. */
function userQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'users', id],
    queryFn: () => api.users.read({ params: { domain, id } }),
  })
}

function OtherUser({
  domain,
  value,
  onChange,
  error,
}: {
  domain: string
  value: string | null
  onChange: (userId: string | null) => void
  error?: string | undefined
}) {
  const [text, setText] = useState('')
  const users = useQuery({
    ...usersQuery(domain, useDebounced(text.trim())),
    placeholderData: keepPreviousData,
  })
  const chosen = useQuery({ ...userQuery(domain, value ?? ''), enabled: value !== null })
  if (value !== null) {
    return (
      <>
        <div className="flex flex-wrap items-center justify-between gap-2 rounded-lg border border-line px-3 py-2">
          <div className="min-w-0">
            <p className="break-words">{chosen.data?.email ?? value}</p>
            {chosen.data && (
              <p className="text-[0.8125rem] text-muted">
                {chosen.data.name !== '' && `${chosen.data.name} · `}role {chosen.data.role}
                {(chosen.data.suspended || chosen.data.disabled) && ' · not active'}
              </p>
            )}
            {error && (
              <p role="alert" className="text-[0.8125rem] text-danger">
                {error}
              </p>
            )}
          </div>
          <Button size="small" onClick={() => onChange(null)}>
            Choose another
          </Button>
        </div>
        <NotRead what="The user" query={chosen} />
      </>
    )
  }
  return (
    <>
      <Field
        label="User"
        hint={users.data?.length === 0 ? 'Nobody matches.' : 'Search by name or e-mail.'}
        error={error}
      >
        <Combobox
          autoFocus
          listLabel="Users"
          text={text}
          onText={setText}
          suggestions={(users.data ?? []).map(user => ({
            value: user.id,
            label: user.email,
            detail: `${user.name === '' ? '' : `${user.name} · `}role ${user.role}`,
          }))}
          onPick={id => onChange(id)}
        />
      </Field>
      <NotRead what="The users" query={users} />
    </>
  )
}

function choiceOf(value: string | null, me: string | undefined, isSearching: boolean): Choice {
  if (value === null) return isSearching ? 'other' : 'nobody'
  return value === me && !isSearching ? 'myself' : 'other'
}
