import { useState } from 'react'
import { FieldsEditor } from './fields-editor.tsx'
import type { GroupProps } from './group-editor.ts'
import { fieldErrors, fieldsFrom, schemaOf } from './type-draft.ts'

/** The fields of a group: they lie in the schema of the group's own field. */
export function GroupFields({ schema, types, onChange }: GroupProps) {
  const [state, setState] = useState(() => ({ schema, ...fieldsFrom(schema, []) }))
  // It was changed elsewhere.
  const { fields, rest } = state.schema === schema ? state : { ...fieldsFrom(schema, state.fields) }
  return (
    <div className="border-l-2 border-line pl-4">
      <FieldsEditor
        label="Fields of the group"
        fields={fields}
        errors={fieldErrors(fields)}
        types={types}
        onChange={next => {
          // Two fields of one name would become one: until they have their own, the schema stays.
          const isWhole = new Set(next.map(({ name }) => name.trim())).size === next.length
          const changed = isWhole ? schemaOf({ fields: next, rest }) : schema
          setState({ schema: changed, fields: next, rest })
          if (isWhole) onChange(changed)
        }}
      />
    </div>
  )
}
