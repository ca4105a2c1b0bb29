import { X } from 'lucide-react'
import { IconButton } from '../../../ui/button.tsx'
import { Select } from '../../../ui/field.tsx'
import { ConditionValue } from './condition-value.tsx'
import { compareBy, newCondition } from './conditions.ts'
import type { ListField } from './list-field.ts'
import type { Condition } from './objects.search.ts'
import { operatorOf, operatorsOf } from './operators.ts'

/** A field, a way to compare it, and what with. */
export function ConditionEditor({
  domain,
  fields,
  value,
  onChange,
  onRemove,
}: {
  domain: string
  fields: readonly ListField[]
  value: Condition
  onChange: (value: Condition) => void
  onRemove: (() => void) | undefined
}) {
  const field = fields.find(({ path }) => path === value.field)
  const operator = field && operatorOf(field, value)

  function choose(path: string) {
    const next = fields.find(other => other.path === path)
    if (next) onChange(newCondition(next))
  }

  return (
    <>
      <div className="flex gap-1">
        <Select
          aria-label="Field"
          value={value.field}
          onChange={event => choose(event.target.value)}
        >
          {!field && <option value={value.field}>{value.field} (gone)</option>}
          {fields.map(({ path, label }) => (
            <option key={path} value={path}>
              {label}
            </option>
          ))}
        </Select>
        {onRemove && (
          <IconButton label="Remove condition" onClick={onRemove}>
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {field && (
        <Select
          aria-label="Comparison"
          value={operator?.word ?? ''}
          onChange={event => {
            const next = operatorsOf(field).find(({ word }) => word === event.target.value)
            if (next) onChange(compareBy(field, next, value.value))
          }}
        >
          {!operator && <option value="">{value.op}</option>}
          {operatorsOf(field).map(({ word }) => (
            <option key={word} value={word}>
              {word}
            </option>
          ))}
        </Select>
      )}
      {field && operator && operator.value === undefined && (
        <ConditionValue
          domain={domain}
          field={field}
          value={value.value}
          onChange={next => onChange({ ...value, value: next })}
        />
      )}
    </>
  )
}
