import { useId } from 'react'
import { countOf } from '../../lib/count.ts'
import { formatDate } from '../../lib/time.ts'
import { Field, FieldSet, Input, Radio } from '../../ui/field.tsx'
import {
  dateLimits,
  type Expiry,
  expiryMoment,
  type LifetimePolicy,
  maximumText,
  presetDays,
} from './expiry.ts'

/** When the key ends, as far as the domain lets one choose; it says why where it does not. */
export function ExpiryField({
  value,
  onChange,
  policy,
  kept,
  error,
}: {
  value: Expiry
  onChange: (expiry: Expiry) => void
  policy: LifetimePolicy
  /** Of a key that is there: when it ends as it is, null for never. It can stay so. */
  kept?: string | null
  error: string | undefined
}) {
  const name = useId()
  const { maxLifetimeDays, expiryRequired, defaultLifetimeDays } = policy
  const isTooLong = (days: number) => maxLifetimeDays !== null && days > maxLifetimeDays
  const days = presetDays(policy)
  const limits = dateLimits(policy)
  const moment = expiryMoment(value, policy, Date.now())
  function labelOf(count: number): string {
    // Of a key that is there, from when they are counted is not clear by itself.
    if (kept !== undefined) return `${countOf(count, 'day')} from now`
    return `${countOf(count, 'day')}${count === defaultLifetimeDays ? ' (usual here)' : ''}`
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <FieldSet
        legend="Expires"
        error={value.kind === 'date' ? undefined : error}
        hint={
          <>
            {value.kind === 'never' && 'The key lives until somebody revokes it.'}
            {value.kind === 'days' &&
              moment !== null &&
              `Ends on ${formatDate(new Date(moment).toISOString())}.`}{' '}
            {days.some(isTooLong) && maximumText(policy)}{' '}
            {expiryRequired && 'This domain asks for an expiry date, so “Never” is not possible.'}
          </>
        }
      >
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {kept !== undefined && (
            <Radio
              name={name}
              checked={value.kind === 'kept'}
              onChange={() => onChange({ kind: 'kept' })}
              label={kept === null ? 'As it is: never' : `As it is: ${formatDate(kept)}`}
            />
          )}
          {days.map(count => (
            <Radio
              key={count}
              name={name}
              checked={value.kind === 'days' && value.days === count}
              disabled={isTooLong(count)}
              onChange={() => onChange({ kind: 'days', days: count })}
              label={labelOf(count)}
            />
          ))}
          <Radio
            name={name}
            checked={value.kind === 'date'}
            onChange={() => onChange({ kind: 'date', date: '' })}
            label="On a date"
          />
          {kept !== null && (
            <Radio
              name={name}
              checked={value.kind === 'never'}
              disabled={expiryRequired}
              onChange={() => onChange({ kind: 'never' })}
              label="Never"
            />
          )}
        </div>
      </FieldSet>
      {value.kind === 'date' && (
        <Field label="Last day" hint="The key works until the end of this day." error={error}>
          <Input
            className="max-w-56"
            type="date"
            min={limits.min}
            max={limits.max}
            value={value.date}
            onChange={event => onChange({ kind: 'date', date: event.target.value })}
          />
        </Field>
      )}
    </div>
  )
}
