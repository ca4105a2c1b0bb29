import { Pencil } from 'lucide-react'
import { useContext, useState } from 'react'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Checkbox, Field, Input } from '../../../ui/field.tsx'
import { groupOf, withGroup, withKeyword } from './field-forms.ts'
import { FieldLimits, KindSelect } from './field-limits.tsx'
import { GroupEditor } from './group-editor.ts'
import { type FieldDraft, nameOf } from './type-draft.ts'
import { splitErrors } from './type-errors.ts'

/** All about one field: its words, its kind, and what may be in it. */
export function FieldDetails({
  value,
  errors,
  types,
  disabled,
  onChange,
}: {
  value: FieldDraft
  errors: FieldErrors
  types: readonly string[]
  disabled: boolean
  onChange: (value: FieldDraft) => void
}) {
  const { name, schema } = value
  const stored = value.stored?.name ?? null
  const group = groupOf(schema)
  const GroupFields = useContext(GroupEditor)
  const [renames, setRenames] = useState(stored !== null && name !== stored)
  const [asks, setAsks] = useState(false)
  const title = typeof schema.title === 'string' ? schema.title : ''
  // Until somebody gives it a name of its own.
  const followsLabel = stored === null && name === nameOf(title, 'field')
  const isLocked = stored !== null && !renames
  const { own, inner } = splitErrors(schema, errors)
  const problems = own.filter(([at]) => at !== '/name')

  function setTitle(next: string) {
    onChange({
      ...value,
      name: followsLabel ? nameOf(next, 'field') : name,
      schema: withKeyword(schema, 'title', next === '' ? undefined : next),
    })
  }

  return (
    <>
      <fieldset
        disabled={disabled}
        className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-4"
        aria-label={`Field ${name}`}
      >
        {problems.length > 0 && (
          <ul role="alert" className="text-[0.8125rem] text-danger">
            {problems.map(([at, message]) => (
              <li key={at}>{at === '' ? message : `${at.slice(1)}: ${message}`}</li>
            ))}
          </ul>
        )}
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-2">
          <Field label="Label" optional hint="What editors see.">
            <Input
              value={title}
              maxLength={100}
              autoFocus={name === ''}
              onChange={event => setTitle(event.target.value)}
              autoComplete="off"
            />
          </Field>
          <Field
            label="Name"
            hint={stored === null ? 'What programs call it.' : undefined}
            error={errors.get('/name')}
          >
            <Input
              value={name}
              maxLength={48}
              readOnly={isLocked}
              onChange={event => onChange({ ...value, name: event.target.value })}
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-[0.8125rem] read-only:bg-sunken read-only:text-muted"
            />
          </Field>
        </div>
        {isLocked && !disabled && (
          <Button size="small" className="justify-self-start" onClick={() => setAsks(true)}>
            <Pencil aria-hidden /> Rename {stored}
          </Button>
        )}
        {stored !== null && name !== stored && (
          <p className="rounded-lg bg-warning-soft px-3 py-2">
            Objects have their values under <code className="font-mono">{stored}</code>. Saving
            takes that field away, and makes this one anew without values.
          </p>
        )}
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-2">
          <KindSelect
            label="Kind"
            schema={schema}
            onChange={next => onChange({ ...value, schema: next })}
          />
          <Field label="Description" optional>
            <Input
              value={typeof schema.description === 'string' ? schema.description : ''}
              maxLength={2000}
              onChange={event => {
                const text = event.target.value
                const next = withKeyword(schema, 'description', text === '' ? undefined : text)
                onChange({ ...value, schema: next })
              }}
              autoComplete="off"
            />
          </Field>
        </div>
        <Checkbox
          label="Required"
          hint="No object can be saved without it."
          checked={value.required}
          onChange={event => onChange({ ...value, required: event.target.checked })}
        />
        <FieldLimits
          schema={schema}
          types={types}
          onChange={next => onChange({ ...value, schema: next })}
        />
        <Confirm
          open={asks}
          onOpenChange={setAsks}
          title={`Rename ${stored}?`}
          action="Give it another name"
          onConfirm={() => {
            setRenames(true)
            setAsks(false)
          }}
        >
          <p>
            Programs that read <code className="font-mono">{stored}</code> no longer find it, and
            the values that objects have under this name do not move: the new name begins empty.
          </p>
          <p>
            To keep them, add a field, copy the values with export and import, and then remove this
            one. To change only what people see, change the label.
          </p>
        </Confirm>
      </fieldset>
      {/* Beside it: whoever may not change a group opens its fields all the same. */}
      {group && GroupFields && (
        <GroupFields
          schema={group.schema}
          stored={value.stored ? groupOf(value.stored.schema)?.schema : undefined}
          errors={inner}
          types={types}
          disabled={disabled}
          onChange={next => onChange({ ...value, schema: withGroup(schema, next) })}
        />
      )}
    </>
  )
}
