import { Field, Select } from '../../../ui/field.tsx'
import { isTextField } from './field-forms.ts'
import { labelOf } from './field-kind.ts'
import { hasField, type TypeDraft } from './type-draft.ts'
import type { TypeDraftState } from './use-type-draft.ts'

/** Which fields are the title and the slug of objects. */
export function Naming({
  state,
  isNew,
  disabled,
}: {
  state: TypeDraftState
  isNew: boolean
  disabled: boolean
}) {
  const { draft, errors, change } = state
  const options = draft.fields
    .filter(({ name, schema }) => name.trim() !== '' && isTextField(schema))
    .map(({ row, name, schema }) => (
      <option key={row} value={name}>
        {labelOf(name, schema)}
      </option>
    ))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2">
      <Field
        label="Title field"
        hint={
          goneHint(draft, draft.titleField) ??
          'What lists and search show. Without one they show the id.'
        }
        error={errors.get('/titleField')}
      >
        <Select
          value={draft.titleField ?? ''}
          disabled={disabled}
          onChange={event => change({ ...draft, titleField: event.target.value || null })}
        >
          <option value="">{isNew ? 'The first text field' : 'None'}</option>
          {options}
          <GoneOption draft={draft} name={draft.titleField} />
        </Select>
      </Field>
      <Field
        label="Slug field"
        hint={
          goneHint(draft, draft.slugField) ??
          'Finds an object in delivery by its address; unique among all of the type.'
        }
        error={errors.get('/slugField')}
      >
        <Select
          value={draft.slugField ?? ''}
          disabled={disabled}
          onChange={event => change({ ...draft, slugField: event.target.value || null })}
        >
          <option value="">None</option>
          {options}
          <GoneOption draft={draft} name={draft.slugField} />
        </Select>
      </Field>
    </div>
  )
}

/** A field that was chosen and is not there now; it may come back. */
function GoneOption({ draft, name }: { draft: TypeDraft; name: string | null }) {
  return name === null || hasField(draft, name) ? null : <option value={name}>{name} (gone)</option>
}

function goneHint(draft: TypeDraft, name: string | null): string | undefined {
  if (name === null || hasField(draft, name)) return undefined
  return `There is no field ${name} now. Saved like this, the type has none here.`
}
