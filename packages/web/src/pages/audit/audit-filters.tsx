import { useId, useState } from 'react'
import { Combobox } from '../../access/combobox.tsx'
import { matching } from '../../access/resources.ts'
import { cn } from '../../lib/cn.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { FiltersToggle, HIDDEN_ON_PHONE } from '../../ui/filters-toggle.tsx'
import { actionSuggestions } from './actions.ts'
import { type AuditSearch, auditSearch } from './audit.search.ts'
import { PartyField } from './party-field.tsx'
import type { Trail } from './trail.ts'

type Party = 'actorId' | 'targetId'

/** Narrows a trail; what it is narrowed to stands in the address. */
export function AuditFilters({
  trail,
  value,
  names,
  onChange,
}: {
  trail: Trail
  value: AuditSearch
  /** What the ids of the filters stand for, where that is known. */
  names: Record<Party, string | undefined>
  onChange: (value: AuditSearch) => void
}) {
  const [shown, setShown] = useState(value)
  const [draft, setDraft] = useState(() => draftOf(value))
  const [errors, setErrors] = useState<Partial<Record<keyof Draft, string>>>({})
  // The address may change by itself, as by the back button.
  if (JSON.stringify(shown) !== JSON.stringify(value)) {
    setShown(value)
    setDraft(draftOf(value))
    setErrors({})
  }
  const { action: _, ...others } = value
  const setCount = Object.values(others).filter(part => part !== undefined).length
  const isFiltered = setCount > 0 || value.action !== undefined
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(value))
  const panel = useId()
  const [isOpen, setIsOpen] = useState(false)
  const hidden = !isOpen && HIDDEN_ON_PHONE
  const kind = trail.domain === undefined ? 'instance' : 'domain'
  const offered = matching(actionSuggestions[kind], draft.action)

  function apply(next: Draft) {
    setDraft(next)
    const wanted = searchOf(next, value)
    const read = auditSearch.parse(wanted)
    const found = {
      ...(wanted.action !== read.action && { action: 'Expected one as in key.created, or key.' }),
      ...(!isParty(wanted.actorId, value.actorId) && { actorId: CHOOSE }),
      ...(!isParty(wanted.targetId, value.targetId) && { targetId: CHOOSE }),
    }
    setErrors(found)
    if (found.actorId || found.targetId) setIsOpen(true)
    if (Object.keys(found).length === 0) onChange(read)
  }

  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const party = (name: Party) => ({
    trail,
    value: draft[name],
    name: draft[name] === value[name] ? names[name] : undefined,
    error: errors[name],
    onChange: (text: string) => change({ [name]: text }),
    onPick: (id: string) => apply({ ...draft, [name]: id }),
    onEnter: () => apply(draft),
  })

  return (
    <form
      aria-label="Filters"
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-2 lg:grid-cols-5"
      onSubmit={event => {
        event.preventDefault()
        apply(draft)
      }}
    >
      <div className="flex min-w-0 items-start gap-2">
        <Field label="Action" error={errors.action} className="min-w-0 flex-1">
          <Combobox
            listLabel="Actions"
            placeholder="key."
            text={draft.action}
            onText={action => change({ action })}
            suggestions={offered.length === 1 && offered[0]?.value === draft.action ? [] : offered}
            onPick={action => apply({ ...draft, action })}
            onEnter={() => apply(draft)}
          />
        </Field>
        {/* Beside the field, whatever stands below it. */}
        <div className="pt-[1.6875rem] sm:hidden">
          <FiltersToggle panel={panel} open={isOpen} set={setCount} onToggle={setIsOpen} />
        </div>
      </div>
      <div id={panel} className={cn('grid grid-cols-[minmax(0,1fr)] gap-3 sm:contents', hidden)}>
        <PartyField label="Who" {...party('actorId')} />
        <PartyField label="What" {...party('targetId')} />
        <Field label="From">
          <Input
            type="datetime-local"
            value={draft.from}
            onChange={event => change({ from: event.target.value })}
          />
        </Field>
        <Field label="Before">
          <Input
            type="datetime-local"
            value={draft.to}
            onChange={event => change({ to: event.target.value })}
          />
        </Field>
      </div>
      <div
        className={cn('flex flex-wrap gap-2 sm:col-span-full', !isDirty && !isFiltered && hidden)}
      >
        <Button type="submit" className={cn(!isDirty && hidden)}>
          Apply filters
        </Button>
        {isFiltered && (
          <Button variant="ghost" onClick={() => onChange({})}>
            Clear filters
          </Button>
        )}
      </div>
    </form>
  )
}

const CHOOSE = 'Choose one from the list, or give an id.'

/** The filters as their fields show them. */
interface Draft {
  action: string
  actorId: string
  targetId: string
  from: string
  to: string
}

function draftOf({ action, actorId, targetId, from, to }: AuditSearch): Draft {
  return {
    action: action ?? '',
    actorId: actorId ?? '',
    targetId: targetId ?? '',
    from: toLocal(from),
    to: toLocal(to),
  }
}

function searchOf(draft: Draft, before: AuditSearch): AuditSearch {
  return {
    action: draft.action.trim() || undefined,
    actorId: draft.actorId.trim() || undefined,
    targetId: draft.targetId.trim() || undefined,
    // The fields know no seconds; what was not touched keeps them.
    from: draft.from === toLocal(before.from) ? before.from : toTime(draft.from),
    to: draft.to === toLocal(before.to) ? before.to : toTime(draft.to),
  }
}

/** Nothing, an id, or what the address says already: a name that nobody was chosen for finds nothing. */
function isParty(wanted: string | undefined, before: string | undefined): boolean {
  return wanted === undefined || wanted === before || /^[a-z]+_[0-9a-z]+$/.test(wanted)
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
