import { Combobox } from '../../access/combobox.tsx'
import { matching } from '../../access/resources.ts'
import { Field, FieldSet, Radio } from '../../ui/field.tsx'

/** What happens to requests that no route matches: denied, or a permission is needed. */
export function UnmatchedField({
  value,
  permissions,
  error,
  disabled,
  onChange,
}: {
  value: string | null
  permissions: readonly string[]
  error: string | undefined
  disabled: boolean
  onChange: (value: string | null) => void
}) {
  return (
    <FieldSet legend="Requests that no route matches">
      <Radio
        name="unmatched"
        label="Deny them"
        hint="The safe choice: what nobody thought of stays closed."
        checked={value === null}
        disabled={disabled}
        onChange={() => onChange(null)}
      />
      <Radio
        name="unmatched"
        label="Ask for a permission"
        checked={value !== null}
        disabled={disabled}
        onChange={() => onChange('')}
      />
      {value !== null && (
        <Field label="Permission of unmatched requests" error={error} className="ml-6.5 max-w-md">
          <Combobox
            listLabel="Permissions"
            mono
            disabled={disabled}
            text={value}
            onText={onChange}
            onPick={onChange}
            suggestions={matching(
              permissions.map(permission => ({ value: permission })),
              value,
            )}
          />
        </Field>
      )}
    </FieldSet>
  )
}
