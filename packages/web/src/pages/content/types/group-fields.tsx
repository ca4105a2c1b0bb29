import { useState } from 'react'
import type { JsonSchema } from './field-kind.ts'
import { FieldsEditor } from './fields-editor.tsx'
import type { GroupProps } from './group-editor.ts'
import { type FieldDraft, fieldsFrom, schemaOf, storedParts } from './type-draft.ts'
import { atRows } from './type-errors.ts'

/** The fields of a group: they lie in the schema of the group's own field. */
export function GroupFields({ schema, stored, errors, types, disabled, onChange }: GroupProps) {
  const [known, setKnown] = useState(() => ({ schema, stored, ...partsOf(schema, stored, []) }))
  // It was changed elsewhere, or saved.
  if (known.schema !== schema || known.stored !== stored) {
    setKnown({ schema, stored, ...partsOf(schema, stored, known.fields) })
  }
  const { fields, rest } = known
  return (
    <div className="border-l-2 border-line pl-4">
      <FieldsEditor
        label="Fields of the group"
        fields={fields}
        errors={atRows('', fields, errors)}
        types={types}
        disabled={disabled}
        onChange={next => {
          const changed = schemaOf({ fields: next, rest })
          setKnown({ schema: changed, stored, fields: next, rest })
          onChange(changed)
        }}
      />
    </div>
  )
}

function partsOf(
  schema: JsonSchema,
  stored: JsonSchema | undefined,
  before: readonly FieldDraft[],
) {
  return fieldsFrom(schema, before, stored ? storedParts(stored).fields : [])
}
