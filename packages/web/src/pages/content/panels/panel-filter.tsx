import { useState } from 'react'
import { Field, FieldSet, Textarea } from '../../../ui/field.tsx'
import { groupsOf, toFilter } from '../objects/conditions.ts'
import { FilterGroup } from '../objects/filter-group.tsx'
import type { ListField } from '../objects/list-field.ts'
import type { ConditionGroup } from '../objects/objects.search.ts'

/** Which objects a panel lists: conditions that all hold, or JSON where a filter is none of that kind. */
export function PanelFilter({
  domain,
  fields,
  value,
  error,
  onChange,
}: {
  domain: string
  fields: readonly ListField[]
  /** As lists of the API have it; empty for all objects. */
  value: string
  error: string | undefined
  onChange: (value: string) => void
}) {
  // A text stays one until it is empty, whatever it becomes while it is being written.
  const [groups, setGroups] = useState(() => groupsOf(value, fields))
  if (!groups && value === '') setGroups([])
  if (!groups) {
    return (
      <Field
        label="Filter"
        optional
        hint={
          <>
            As in lists of the API: <code className="font-mono">{'{ "price": { "lt": 10 } }'}</code>
          </>
        }
        error={error}
        className="sm:col-span-2"
      >
        <Textarea
          rows={2}
          spellCheck={false}
          className="font-mono text-[0.8125rem]"
          value={value}
          onChange={event => onChange(event.target.value)}
        />
      </Field>
    )
  }

  function change(next: readonly ConditionGroup[]) {
    setGroups(next)
    onChange(toFilter(next, fields) ?? '')
  }

  return (
    <FieldSet legend="Only those that match" error={error} className="sm:col-span-2">
      <div className="flex flex-wrap items-center gap-2">
        {groups.map((group, place) => (
          <FilterGroup
            // biome-ignore lint/suspicious/noArrayIndexKey: a group is what stands at its place
            key={place}
            domain={domain}
            fields={fields}
            value={group}
            onChange={next => change(next ? groups.with(place, next) : groups.toSpliced(place, 1))}
          />
        ))}
        {groups.length < MOST_GROUPS && (
          <FilterGroup
            key="new"
            domain={domain}
            fields={fields}
            value={undefined}
            onChange={next => change(next ? [...groups, next] : groups)}
          />
        )}
      </div>
    </FieldSet>
  )
}

/** As many as a list of objects can be narrowed by. */
const MOST_GROUPS = 10
