import type { WidgetProps } from '@rjsf/utils'
import { Checkbox, FieldSet, Select } from '../../../ui/field.tsx'
import { entryName } from './entry-name.ts'
import type { Fields } from './fields.ts'
import { isSameJson } from './json.ts'
import { Labelled } from './labelled.tsx'

type Props = WidgetProps<Fields>

/** Yes or no, by a box to tick. */
export function Tick({ id, label, schema, value, onChange, disabled, readonly, rawErrors }: Props) {
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

/** Yes, no, or nothing yet. */
export function YesNo(props: Props) {
  return <ChoiceOf props={props} choices={YES_NO} />
}

/** One of the values that the type lists. */
export function Choice(props: Props) {
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

/** Some of the values that the type lists. */
export function Choices({
  label,
  required,
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
      <FieldSet
        legend={
          <>
            {label} {!required && <span className="font-normal text-muted">(optional)</span>}
          </>
        }
        hint={schema.description}
        error={rawErrors?.[0]}
      >
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

function Problem({ errors }: { errors: string[] | undefined }) {
  return errors?.[0] === undefined ? null : (
    <p role="alert" className="mt-1.5 text-[0.8125rem] text-danger">
      {errors[0]}
    </p>
  )
}
