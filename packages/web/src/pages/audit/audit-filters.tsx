import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { type AuditSearch, auditSearch } from './audit.search.ts'

/** Beginnings of actions, to choose from. */
const PREFIXES = [
  'api.',
  'domain.',
  'invitation.',
  'key.',
  'key.created',
  'key.updated',
  'key.revoked',
  'key.revealed',
  'key.rotated',
  'member.',
  'password.',
  'role.',
  'session.',
  'sharedSecret.',
  'user.',
]

/** Narrows a trail; what it is narrowed to stands in the address. */
export function AuditFilters({
  value,
  onChange,
}: {
  value: AuditSearch
  onChange: (value: AuditSearch) => void
}) {
  const [draft, setDraft] = useState({
    action: value.action ?? '',
    actorId: value.actorId ?? '',
    targetId: value.targetId ?? '',
    from: toLocal(value.from),
    to: toLocal(value.to),
  })
  const [error, setError] = useState<string>()
  const isFiltered = Object.values(value).some(part => part !== undefined)

  function apply() {
    const wanted = {
      action: draft.action.trim() || undefined,
      actorId: draft.actorId.trim() || undefined,
      targetId: draft.targetId.trim() || undefined,
      // The fields know no seconds; what was not touched keeps them.
      from: draft.from === toLocal(value.from) ? value.from : toTime(draft.from),
      to: draft.to === toLocal(value.to) ? value.to : toTime(draft.to),
    }
    const read = auditSearch.parse(wanted)
    if (wanted.action !== read.action) {
      setError('An action as in key.created, or a beginning as in key.')
      return
    }
    setError(undefined)
    onChange(read)
  }

  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (event: { target: { value: string } }) =>
      setDraft({ ...draft, [name]: event.target.value }),
  })

  return (
    <form
      aria-label="Filters"
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-2 lg:grid-cols-5"
      onSubmit={event => {
        event.preventDefault()
        apply()
      }}
    >
      <Field label="Action" error={error}>
        <Input
          {...field('action')}
          list="audit-actions"
          placeholder="key."
          autoComplete="off"
          spellCheck={false}
        />
      </Field>
      <datalist id="audit-actions">
        {PREFIXES.map(prefix => (
          <option key={prefix} value={prefix} />
        ))}
      </datalist>
      <Field label="Who (id)">
        <Input {...field('actorId')} placeholder="usr_…" autoComplete="off" spellCheck={false} />
      </Field>
      <Field label="What (id)">
        <Input {...field('targetId')} placeholder="key_…" autoComplete="off" spellCheck={false} />
      </Field>
      <Field label="From">
        <Input {...field('from')} type="datetime-local" />
      </Field>
      <Field label="Before">
        <Input {...field('to')} type="datetime-local" />
      </Field>
      <div className="flex flex-wrap gap-2 sm:col-span-full">
        <Button type="submit">Apply filters</Button>
        {isFiltered && (
          <Button variant="ghost" onClick={() => onChange({})}>
            Clear filters
          </Button>
        )}
      </div>
    </form>
  )
}

/** A moment as the field wants it: local, to the minute. */
function toLocal(time: string | undefined): string {
  if (time === undefined) return ''
  const date = new Date(time)
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}

function toTime(local: string): string | undefined {
  if (local === '') return undefined
  const date = new Date(local)
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
