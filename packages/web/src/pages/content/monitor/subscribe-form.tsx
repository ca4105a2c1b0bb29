import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useCan } from '../../../app/session.tsx'
import { Button } from '../../../ui/button.tsx'
import { Field, Input, Select } from '../../../ui/field.tsx'
import { contentTypesQuery } from '../types/types.queries.ts'
import type { MonitorWish } from './monitor.search.ts'

const EMPTY = { view: 'draft', type: '', objects: '', filter: '' }

/** Says what else to listen to. */
export function SubscribeForm({
  domain,
  onAdd,
}: {
  domain: string
  onAdd: (wish: MonitorWish) => void
}) {
  const can = useCan(domain)
  const types = useQuery(contentTypesQuery(domain))
  const [draft, setDraft] = useState(EMPTY)
  const [error, setError] = useState<string>()
  const change = (part: Partial<typeof EMPTY>) => {
    setDraft({ ...draft, ...part })
    setError(undefined)
  }
  // Others may come; those that are not listed cannot be chosen, and all types leave them out as well.
  const readable = (types.data ?? []).filter(({ name }) => can(`content.${name}:read`))

  function add() {
    const filter = readFilter(draft)
    if (typeof filter === 'string') return setError(filter)
    const objects = draft.objects.split(/[\s,]+/).filter(Boolean)
    onAdd({
      view: draft.view === 'published' ? 'published' : 'draft',
      ...(draft.type !== '' && { type: draft.type }),
      ...(objects.length > 0 && { objects }),
      ...(filter && { filter }),
    })
    setDraft({ ...EMPTY, view: draft.view })
  }

  return (
    <form
      aria-label="Add a subscription"
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-2"
      onSubmit={event => {
        event.preventDefault()
        add()
      }}
    >
      <Field label="Hear of">
        <Select value={draft.view} onChange={event => change({ view: event.target.value })}>
          <option value="draft">Every change</option>
          <option value="published">What is published</option>
        </Select>
      </Field>
      <Field label="Type">
        <Select value={draft.type} onChange={event => change({ type: event.target.value })}>
          <option value="">All that I may read</option>
          {readable.map(({ name, label }) => (
            <option key={name} value={name}>
              {label || name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Objects" optional hint="Ids, with spaces or commas between them.">
        <Input
          value={draft.objects}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          onChange={event => change({ objects: event.target.value })}
        />
      </Field>
      <Field
        label="Filter"
        optional
        hint={
          <>
            As in lists, for one type: <code className="font-mono">{'{"price":{"lt":10}}'}</code>
          </>
        }
        error={error}
      >
        <Input
          value={draft.filter}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          onChange={event => change({ filter: event.target.value })}
        />
      </Field>
      <div className="sm:col-span-full">
        <Button type="submit">Add subscription</Button>
      </div>
    </form>
  )
}

/** The filter, or what is wrong with it; nothing where none was typed. */
function readFilter({ filter, type }: typeof EMPTY): Record<string, unknown> | string | undefined {
  if (filter.trim() === '') return undefined
  if (type === '') return 'A filter needs a type.'
  try {
    const value: unknown = JSON.parse(filter)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? { ...value } : 'Expected an object, as in {"price":{"lt":10}}.'
  } catch {
    return 'This is no JSON.'
  }
}
