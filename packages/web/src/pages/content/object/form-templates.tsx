import type { FormProps } from '@rjsf/core/lib/components/Form.js'
import type { FieldTemplateProps, ObjectFieldTemplateProps } from '@rjsf/utils'
import { FieldSet } from '../../../ui/field.tsx'
import { entryName } from './entry-name.ts'
import type { Fields } from './fields.ts'
import { Entry, List } from './form-list.tsx'

/** Controls bring their own labels; only groups have none to say what is wrong with the whole of them. */
function FieldFrame({
  children,
  schema,
  rawErrors,
  registry,
  uiSchema,
}: FieldTemplateProps<Fields>) {
  const isGroup = schema.type === 'object' && uiSchema?.['ui:field'] === undefined
  if (!isGroup || !rawErrors?.length) return children
  return (
    <div data-invalid="" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2 text-danger">
        {schema === registry.rootSchema ? 'The object' : schema.title}: {rawErrors[0]}
      </p>
      {children}
    </div>
  )
}

function Group({ title, description, properties, fieldPathId }: ObjectFieldTemplateProps<Fields>) {
  const content = properties.map(property => property.content)
  if (fieldPathId.path.length === 0) {
    return <div className="grid grid-cols-[minmax(0,1fr)] gap-5">{content}</div>
  }
  return (
    <FieldSet legend={entryName(title, fieldPathId.$id)} hint={description}>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 rounded-lg border border-line bg-surface p-4">
        {content}
      </div>
    </FieldSet>
  )
}

function nothing() {
  return null
}

/** Everything of a form that is not a control, from the kit; what it never shows is nothing. */
export const TEMPLATES: FormProps<Fields>['templates'] = {
  FieldTemplate: FieldFrame,
  ObjectFieldTemplate: Group,
  ArrayFieldTemplate: List,
  ArrayFieldItemTemplate: Entry,
  DescriptionFieldTemplate: nothing,
  FieldErrorTemplate: nothing,
  FieldHelpTemplate: nothing,
  ErrorListTemplate: nothing,
  UnsupportedFieldTemplate: nothing,
  // Saving is asked for above the form.
  ButtonTemplates: { SubmitButton: nothing },
}
