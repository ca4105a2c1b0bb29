import type { RegistryWidgetsType, WidgetProps } from '@rjsf/utils'
import type { ReactElement } from 'react'
import { Checkbox, Field, FieldSet, Input, Select, Textarea } from '../../../ui/field.tsx'
import { entryName, isEntry } from './entry-name.ts'
import type { Fields } from './fields.ts'
import { isSameJson } from './fields.ts'
import { fromLocal, toLocal } from './local-time.ts'
import { MarkdownField } from './markdown-field.tsx'

type Props = WidgetProps<Fields>

/** A control with its label, its hint and what is wrong; entries of a list are named for screen readers only. */
function Labelled({
  props: { id, label, schema, required, rawErrors },
  children,
}: {
  props: Props
  children: ReactElement<Record<string, unknown>>
}) {
  const name = entryName(label, id)
  return (
    <Field
      label={isEntry(id) ? <span className="sr-only">{name}</span> : name}
      hint={schema.description}
      error={rawErrors?.[0]}
      optional={!required && !isEntry(id)}
      className={isEntry(id) ? 'gap-0' : undefined}
    >
      {children}
    </Field>
  )
}

/** Nothing was filled in where a text is empty. */
function textOf(text: string): string | undefined {
  return text === '' ? undefined : text
}

function Line(props: Props) {
  const { value, onChange, disabled, readonly, schema } = props
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
        className="field-sizing-content max-h-96 min-h-9 py-1.5"
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

function Tick({ id, label, schema, value, onChange, disabled, readonly, rawErrors }: Props) {
  return (
    <div>
      <Checkbox
        label={entryName(label, id)}
        hint={schema.description}
        checked={value === true}
        onChange={event => onChange(event.target.checked)}
        disabled={disabled || readonly}
        aria-invalid={rawErrors ? true : undefined}
      />
      <Problem errors={rawErrors} />
    </div>
  )
}

const YES_NO = [
  { value: true, label: 'Yes' },
  { value: false, label: 'No' },
]

function YesNo(props: Props) {
  return <ChoiceOf props={props} choices={YES_NO} />
}

function Choice(props: Props) {
  return <ChoiceOf props={props} choices={props.options.enumOptions ?? []} />
}

function ChoiceOf({
  props,
  choices,
}: {
  props: Props
  choices: readonly { value: unknown; label: string }[]
}) {
  const { value, onChange, disabled, readonly, required } = props
  const chosen = choices.findIndex(choice => isSameJson(choice.value, value))
  return (
    <Labelled props={props}>
      <Select
        className="max-w-md"
        value={chosen}
        onChange={event => onChange(choices[Number(event.target.value)]?.value)}
        disabled={disabled || readonly}
      >
        {(!required || chosen === -1) && (
          <option value={-1}>{required ? 'Choose …' : 'Nothing'}</option>
        )}
        {choices.map(({ label }, index) => (
          <option key={label} value={index}>
            {label}
          </option>
        ))}
      </Select>
    </Labelled>
  )
}

function Choices({
  label,
  schema,
  value,
  options,
  onChange,
  disabled,
  readonly,
  rawErrors,
}: Props) {
  const chosen: unknown[] = Array.isArray(value) ? value : []
  const choices = options.enumOptions ?? []
  return (
    <div data-invalid={rawErrors ? '' : undefined}>
      <FieldSet legend={label} hint={schema.description} error={rawErrors?.[0]}>
        {choices.map(choice => (
          <Checkbox
            key={choice.label}
            label={choice.label}
            checked={chosen.includes(choice.value)}
            disabled={disabled || readonly}
            onChange={event =>
              onChange(
                choices
                  .map(other => other.value)
                  .filter(other =>
                    other === choice.value ? event.target.checked : chosen.includes(other),
                  ),
              )
            }
          />
        ))}
      </FieldSet>
    </div>
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

function Problem({ errors }: { errors: string[] | undefined }) {
  return errors?.[0] === undefined ? null : (
    <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
      {errors[0]}
    </p>
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
