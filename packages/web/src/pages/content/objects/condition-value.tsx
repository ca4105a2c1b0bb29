import { useState } from 'react'
import { Checkbox, Input, Select } from '../../../ui/field.tsx'
import { fromLocal, toLocal } from '../object/local-time.ts'
import { RelationPicker } from '../object/relation-picker.tsx'
import type { ListField } from './list-field.ts'
import { type Condition, MAX_FILTER_TEXT } from './objects.search.ts'

type Value = Condition['value']

/** What a field is compared with: one thing, or, where the value is a list, several. */
export function ConditionValue({
  domain,
  field,
  value,
  onChange,
}: {
  domain: string
  field: ListField
  value: Value
  onChange: (value: Value) => void
}) {
  if (field.kind === 'relation') {
    return (
      <RelationPicker
        domain={domain}
        types={field.to}
        many={Array.isArray(value)}
        label="Value"
        value={textsOf(value).map(referenceOf)}
        onChange={references => {
          const texts = references.map(({ type, id }) => `${type}/${id}`)
          onChange(Array.isArray(value) ? texts : (texts[0] ?? ''))
        }}
      />
    )
  }
  if (Array.isArray(value)) {
    return field.choices.length > 0 ? (
      <Choices choices={field.choices} value={value} onChange={onChange} />
    ) : (
      <Several value={value} onChange={onChange} />
    )
  }
  if (field.choices.length > 0) {
    return (
      <Select
        aria-label="Value"
        value={String(value)}
        onChange={event => onChange(event.target.value)}
      >
        {field.choices.map(choice => (
          <option key={choice}>{choice}</option>
        ))}
      </Select>
    )
  }
  if (field.kind === 'moment') return <Moment value={String(value)} onChange={onChange} />
  return (
    <Input
      aria-label="Value"
      maxLength={MAX_FILTER_TEXT}
      {...INPUTS[field.kind]}
      value={String(value)}
      onChange={event => onChange(event.target.value)}
    />
  )
}

const INPUTS: Readonly<Partial<Record<ListField['kind'], object>>> = {
  number: { type: 'number', step: 'any' },
  date: { type: 'date' },
  media: { placeholder: 'Id of a file, as in med_…' },
}

function textsOf(value: Value): string[] {
  return [value].flat().map(String).filter(Boolean)
}

function referenceOf(text: string) {
  const [type = '', id = ''] = text.split('/')
  return { type, id }
}

function Choices({
  choices,
  value,
  onChange,
}: {
  choices: readonly string[]
  value: readonly string[]
  onChange: (value: string[]) => void
}) {
  return (
    <fieldset className="grid max-h-48 gap-1.5 overflow-y-auto px-1">
      <legend className="sr-only">Value</legend>
      {choices.map(choice => (
        <Checkbox
          key={choice}
          label={choice}
          checked={value.includes(choice)}
          onChange={event =>
            onChange(
              choices.filter(one => (one === choice ? event.target.checked : value.includes(one))),
            )
          }
        />
      ))}
    </fieldset>
  )
}

/** Several texts or numbers; as they are typed, so that a comma can be. */
function Several({
  value,
  onChange,
}: {
  value: readonly string[]
  onChange: (value: string[]) => void
}) {
  const [text, setText] = useState(value.join(', '))
  return (
    <Input
      aria-label="Values, separated by commas"
      placeholder="One, two, three"
      value={text}
      onChange={event => {
        setText(event.target.value)
        const parts = event.target.value.split(',').map(part => part.trim())
        onChange(parts.filter(Boolean).slice(0, MOST_VALUES))
      }}
    />
  )
}

/** As many as an address takes. */
const MOST_VALUES = 50

/** A moment in the reader's own time; the address has it in UTC. */
function Moment({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Input
      type="datetime-local"
      step={1}
      aria-label="Value"
      value={toLocal(value)}
      onChange={event => onChange(fromLocal(event.target.value) ?? '')}
    />
  )
}
