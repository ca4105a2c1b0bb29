import type { WidgetProps } from '@rjsf/utils'
import type { ReactElement } from 'react'
import { Field } from '../../../ui/field.tsx'
import { entryName, isEntry } from './entry-name.ts'
import type { Fields } from './fields.ts'

/** A control with its label, its hint and what is wrong; entries of a list are named for screen readers only. */
export function Labelled({
  props: { id, label, schema, required, rawErrors },
  children,
}: {
  props: WidgetProps<Fields>
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
