import type { FieldProps } from '@rjsf/utils'
import { useId } from 'react'
import { MediaPicker } from '../media/media-picker.tsx'
import { entryName } from './entry-name.ts'
import type { Fields } from './fields.ts'
import { type Reference, referencesIn } from './reference.ts'
import { RelationPicker } from './relation-picker.tsx'
import { shownEntries } from './shown-entries.ts'

type Props = FieldProps<Fields>

/** A field that refers to objects. */
export function RelationField(props: Props) {
  const { many, to } = optionsOf(props)
  return (
    <div data-invalid={props.rawErrors?.length ? '' : undefined}>
      <RelationPicker
        domain={domainOf(props)}
        types={to}
        many={many}
        shown={shownEntries(props.fieldPathId.path)}
        value={referencesIn(props.formData)}
        onChange={value => change(props, value)}
        label={labelOf(props)}
        hint={props.schema.description}
        error={props.rawErrors?.[0]}
        optional={!props.required}
        disabled={props.disabled || props.readonly || false}
      />
    </div>
  )
}

/** A field that refers to files. */
export function MediaField(props: Props) {
  const { many } = optionsOf(props)
  const label = labelOf(props)
  const hintId = useId()
  const error = props.rawErrors?.[0]
  return (
    <div
      data-invalid={error === undefined ? undefined : ''}
      className="grid grid-cols-[minmax(0,1fr)] gap-1.5"
    >
      <p aria-hidden className="font-medium">
        {label} {!props.required && <span className="font-normal text-muted">(optional)</span>}
      </p>
      <MediaPicker
        domain={domainOf(props)}
        label={label}
        many={many}
        shown={shownEntries(props.fieldPathId.path)}
        value={referencesIn(props.formData).map(({ id }) => ({ type: 'media', id }))}
        onChange={value => change(props, value)}
        disabled={props.disabled || props.readonly || false}
        aria-describedby={hintId}
      />
      <div id={hintId} className="text-[0.8125rem] text-muted empty:hidden">
        {props.schema.description}
        {error !== undefined && (
          <p role="alert" className="text-danger">
            {error}
          </p>
        )}
      </div>
    </div>
  )
}

function change(props: Props, value: readonly Reference[]) {
  const { many } = optionsOf(props)
  const next = many ? value : value[0]
  // The form as a whole has named fields; this one holds what the schema of it says.
  props.onChange(next as Fields | undefined, props.fieldPathId.path)
}

/** Where the form was planned, it was said what the field refers to. */
function optionsOf({ uiSchema }: Props): { many: boolean; to: string[] } {
  const { many = false, to = [] } = uiSchema?.['ui:options'] ?? {}
  return { many: many === true, to: Array.isArray(to) ? to.map(String) : [] }
}

function labelOf({ schema, name, title, fieldPathId }: Props): string {
  return entryName(schema.title ?? title ?? name, fieldPathId.$id)
}

function domainOf({ registry }: Props): string {
  return String(registry.formContext.domain)
}
