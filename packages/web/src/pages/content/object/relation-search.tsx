import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Combobox } from '../../../access/combobox.tsx'
import { NotRead } from '../../../access/not-read.tsx'
import { useDebounced } from '../../../access/use-debounced.ts'
import { useCan } from '../../../app/session.tsx'
import { Field } from '../../../ui/field.tsx'
import { relationSearchQuery } from './object.queries.ts'
import type { Reference } from './reference.ts'

/** Finds objects of some types by their title or text, to choose one that is not chosen yet. */
export function RelationSearch({
  domain,
  types,
  chosen,
  label,
  optional,
  hint,
  error,
  onPick,
}: {
  domain: string
  types: readonly string[]
  chosen: readonly string[]
  label: ReactNode
  optional: boolean
  hint: ReactNode
  error: string | undefined
  onPick: (reference: Reference) => void
}) {
  const can = useCan(domain)
  const [text, setText] = useState('')
  const found = useQuery({
    ...relationSearchQuery(domain, types, useDebounced(text.trim())),
    placeholderData: keepPreviousData,
    enabled: types.length > 0,
  })
  const suggestions = (found.data ?? [])
    .map(({ type, id, title }) => ({
      value: `${type}/${id}`,
      label: title,
      detail: types.length > 1 ? `${type} · ${id}` : id,
    }))
    .filter(({ value }) => !chosen.includes(value))
  const creatable = types.filter(type => can(`content.${type}:create`))

  function pick(picked: string) {
    const [type = '', id = ''] = picked.split('/')
    setText('')
    onPick({ type, id })
  }

  return (
    <>
      <Field
        label={label}
        optional={optional}
        error={error}
        hint={
          <span className="flex flex-wrap gap-x-2">
            {hint !== undefined && <span>{hint}</span>}
            <span>{advice(types, found.data)}</span>
            {creatable.map(type => (
              <Link
                key={type}
                to="/d/$domain/content/objects/$type/-new"
                params={{ domain, type }}
                target="_blank"
                className="text-accent underline underline-offset-2"
              >
                New {type}
              </Link>
            ))}
          </span>
        }
      >
        <Combobox
          listLabel="Objects"
          text={text}
          onText={setText}
          disabled={types.length === 0}
          suggestions={suggestions}
          onPick={pick}
        />
      </Field>
      <NotRead what="The objects" query={found} />
    </>
  )
}

function advice(types: readonly string[], found: readonly unknown[] | undefined): string {
  if (types.length === 0) return 'You may not read what could be chosen here.'
  return found?.length === 0 ? 'Nothing matches.' : 'Search by title or text.'
}
