import { useState } from 'react'
import { Field, Input, Select, Textarea } from '../../../ui/field.tsx'
import { isSchema, type JsonSchema, shapeOf } from './field-kind.ts'
import { JsonTextError, readJsonText } from './json-text.ts'
import { useWrongText } from './wrong-texts.ts'

/** A limit in numbers; empty: none. */
export function NumberField({
  label,
  value,
  whole,
  onChange,
}: {
  label: string
  value: unknown
  whole?: boolean
  onChange: (value: number | undefined) => void
}) {
  return (
    <Field label={label}>
      <Input
        type="number"
        step={whole ? 1 : 'any'}
        {...(whole && { min: 0 })}
        value={typeof value === 'number' ? value : ''}
        onChange={event => {
          const { valueAsNumber } = event.target
          onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
        }}
      />
    </Field>
  )
}

/** A value as a field of this schema has it; undefined: none. */
export function ValueField({
  label,
  hint,
  schema,
  value,
  onChange,
}: {
  label: string
  hint?: string
  schema: JsonSchema
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { kind, many } = shapeOf(schema)
  const text = typeof value === 'string' ? value : ''
  const field = { label, ...(hint !== undefined && { hint }) }
  if (!many && (kind === 'number' || kind === 'integer')) {
    return <NumberField label={label} value={value} onChange={onChange} />
  }
  if (!many && (kind === 'boolean' || kind === 'choice')) {
    const values: unknown[] = kind === 'boolean' ? [true, false] : [schema.enum].flat()
    const chosen = values.findIndex(one => JSON.stringify(one) === JSON.stringify(value))
    return (
      <Field {...field}>
        <Select value={chosen} onChange={event => onChange(values[Number(event.target.value)])}>
          <option value={-1}>None</option>
          {values.map((one, index) => (
            <option key={JSON.stringify(one)} value={index}>
              {kind === 'boolean' ? (one ? 'Yes' : 'No') : wordOf(one)}
            </option>
          ))}
        </Select>
      </Field>
    )
  }
  if (kind === 'text' || kind === 'markdown' || kind === 'date' || kind === 'date-time') {
    return (
      <Field {...field}>
        <Input
          type={kind === 'date' ? 'date' : 'text'}
          value={text}
          {...(kind === 'date-time' && { placeholder: '2030-01-31T12:00:00Z' })}
          onChange={event => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      </Field>
    )
  }
  return <JsonField {...field} value={value} onChange={onChange} />
}

/** A value written as JSON; empty: none. What is not JSON yet changes nothing, and is told to `WrongTexts`. */
export function JsonField({
  label,
  hint,
  value,
  only,
  onChange,
}: {
  label: string
  hint?: string
  value: unknown
  only?: keyof typeof EXPECTED
  onChange: (value: unknown) => void
}) {
  const [text, setText] = useState(() => textOf(value))
  const [written, setWritten] = useState(value)
  const [error, setError] = useState<string>()
  useWrongText(error !== undefined)
  // It was changed elsewhere.
  if (JSON.stringify(value) !== JSON.stringify(written)) {
    setWritten(value)
    setText(textOf(value))
    setError(undefined)
  }

  function type(next: string) {
    setText(next)
    try {
      const read = next.trim() === '' ? undefined : readJsonText(next).value
      if (only && read !== undefined && !EXPECTED[only].is(read)) {
        setError(EXPECTED[only].otherwise)
        return
      }
      setError(undefined)
      setWritten(read)
      onChange(read)
    } catch (problem) {
      if (!(problem instanceof JsonTextError)) throw problem
      setError(`Line ${problem.line}: ${problem.message}`)
    }
  }

  return (
    <Field label={label} hint={hint} error={error}>
      <Textarea
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        spellCheck={false}
        autoComplete="off"
        className="font-mono text-[0.8125rem]"
        value={text}
        onChange={event => type(event.target.value)}
      />
    </Field>
  )
}

const EXPECTED = {
  object: { is: isSchema, otherwise: 'Expected an object in braces.' },
  list: { is: Array.isArray, otherwise: 'Expected a list in brackets.' },
} as const

function textOf(value: unknown): string {
  return value === undefined ? '' : JSON.stringify(value, null, 2)
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
