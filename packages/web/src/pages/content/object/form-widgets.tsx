import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils'
import { useState } from 'react'
import { Input, Textarea } from '../../../ui/field.tsx'
import { Choice, Choices, Tick, YesNo } from './choice-widgets.tsx'
import { entryName } from './entry-name.ts'
import type { Fields } from './fields.ts'
import { Labelled } from './labelled.tsx'
import { fromLocal, toLocal } from './local-time.ts'
import { MarkdownField } from './markdown-field.tsx'

type Props = WidgetProps<Fields>

/** Nothing was filled in where a text is empty. */
function textOf(text: string): string | undefined {
  return text === '' ? undefined : text
}

function Line(props: Props) {
  const { value, onChange, disabled, readonly, schema } = props
  const [isLong, setIsLong] = useState(false)
  // An input of one line would take the breaks out. Who takes them out goes on in the same box.
  if (!isLong && typeof value === 'string' && /[\r\n]/.test(value)) setIsLong(true)
  if (isLong) return <LongText {...props} />
  return (
    <Labelled props={props}>
      <Input
        type={INPUT_TYPES[String(schema.format)] ?? 'text'}
        value={String(value ?? '')}
        onChange={event => onChange(textOf(event.target.value))}
        disabled={disabled || readonly}
        autoComplete="off"
      />
    </Labelled>
  )
}

const INPUT_TYPES: Readonly<Record<string, string>> = { email: 'email', uri: 'url' }

function LongText(props: Props) {
  const { value, onChange, disabled, readonly } = props
  return (
    <Labelled props={props}>
      <Textarea
        rows={1}
        className="field-sizing-content max-h-96 min-h-9 resize-none py-1.5"
        value={String(value ?? '')}
        onChange={event => onChange(textOf(event.target.value))}
        disabled={disabled || readonly}
      />
    </Labelled>
  )
}

function NumberInput(props: Props) {
  const { value, onChange, disabled, readonly } = props
  return (
    <Labelled props={props}>
      <Input
        inputMode="decimal"
        className="max-w-48 tabular-nums"
        value={String(value ?? '')}
        onChange={event => onChange(textOf(event.target.value.trim()))}
        disabled={disabled || readonly}
        autoComplete="off"
      />
    </Labelled>
  )
}

function DateInput(props: Props) {
  const { value, onChange, disabled, readonly } = props
  return (
    <Labelled props={props}>
      <Input
        type="date"
        className="max-w-48"
        value={String(value ?? '')}
        onChange={event => onChange(textOf(event.target.value))}
        disabled={disabled || readonly}
      />
    </Labelled>
  )
}

function DateTimeInput(props: Props) {
  const { value, onChange, disabled, readonly } = props
  return (
    <Labelled props={props}>
      <Input
        type="datetime-local"
        step={1}
        className="max-w-64"
        value={toLocal(value)}
        onChange={event => onChange(fromLocal(event.target.value))}
        disabled={disabled || readonly}
      />
    </Labelled>
  )
}

function LongMarkdown({
  id,
  label,
  schema,
  value,
  required,
  onChange,
  disabled,
  readonly,
  rawErrors,
}: Props) {
  return (
    <MarkdownField
      label={entryName(label, id)}
      hint={schema.description}
      error={rawErrors?.[0]}
      optional={!required}
      value={String(value ?? '')}
      onChange={text => onChange(textOf(text))}
      disabled={disabled || readonly || false}
    />
  )
}

/** Every control of a form, from the kit. */
export const WIDGETS: RegistryWidgetsType<Fields> = {
  line: Line,
  longText: LongText,
  markdown: LongMarkdown,
  number: NumberInput,
  date: DateInput,
  'date-time': DateTimeInput,
  tick: Tick,
  yesNo: YesNo,
  choice: Choice,
  choices: Choices,
}
