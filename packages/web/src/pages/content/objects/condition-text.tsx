import { useQuery } from '@tanstack/react-query'
import { formatTime } from '../../../lib/time.ts'
import { objectTitleQuery } from '../object/object.queries.ts'
import type { ListField } from './list-field.ts'
import type { Condition } from './objects.search.ts'
import { operatorOf } from './operators.ts'

/** A condition in words. */
export function ConditionText({
  domain,
  fields,
  value,
}: {
  domain: string
  fields: readonly ListField[]
  value: Condition
}) {
  const field = fields.find(({ path }) => path === value.field)
  const operator = field && operatorOf(field, value)
  return (
    <>
      {field?.label ?? value.field} <span className="text-muted">{operator?.word ?? value.op}</span>
      {operator?.value === undefined && (
        <>
          {' '}
          <b className="font-medium">
            <Values domain={domain} field={field} value={value.value} />
          </b>
        </>
      )}
    </>
  )
}

function Values({
  domain,
  field,
  value,
}: {
  domain: string
  field: ListField | undefined
  value: Condition['value']
}) {
  return [value].flat().map((one, place) => {
    const text = String(one)
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the same may be there twice
      <span key={place}>
        {place > 0 && ', '}
        {field?.kind === 'relation' ? (
          <Title domain={domain} reference={text} />
        ) : field?.kind === 'moment' && !Number.isNaN(Date.parse(text)) ? (
          formatTime(text)
        ) : (
          text
        )}
      </span>
    )
  })
}

function Title({ domain, reference }: { domain: string; reference: string }) {
  const [type = '', id = ''] = reference.split('/')
  const { data } = useQuery(objectTitleQuery({ domain, type, id }))
  return data?.title ?? id
}
