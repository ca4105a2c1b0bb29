import type { ContentType } from '@keywright/contract'
import { fieldsOf } from '../types/field-kind.ts'
import type { Fields } from './fields.ts'
import { ValueView } from './value-view.tsx'

/** The fields of an object for those who only read it. */
export function FieldsView({
  domain,
  type,
  fields,
}: {
  domain: string
  type: ContentType
  fields: Fields
}) {
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {fieldsOf(type).map(({ name, label, shape }) => (
        <div key={name} className="grid grid-cols-[minmax(0,1fr)] gap-1">
          <dt className="font-medium">{label}</dt>
          <dd>
            <ValueView domain={domain} shape={shape} root={type.schema} value={fields[name]} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
