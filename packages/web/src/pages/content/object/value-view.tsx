import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { formatTime } from '../../../lib/time.ts'
import { InParts } from '../../../ui/list-part.tsx'
import { Skeleton } from '../../../ui/states.tsx'
import { mediaFileQuery } from '../media/media.queries.ts'
import { Thumbnail } from '../media/thumbnail.tsx'
import { type FieldShape, isSchema, type JsonSchema, shapeOf } from '../types/field-kind.ts'
import { fieldsWithin, unknownFields } from './fields.ts'
import { objectTitleQuery } from './object.queries.ts'
import { type Reference, referencesIn } from './reference.ts'

const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }))

/** A value of a field, for reading. */
export function ValueView({
  domain,
  shape,
  root,
  value,
}: {
  domain: string
  shape: FieldShape
  /** The whole schema of the type. */
  root: JsonSchema
  value: unknown
}) {
  if (value === undefined || value === null) return <span className="text-muted">Nothing</span>
  switch (shape.kind) {
    case 'markdown':
      return typeof value === 'string' ? (
        <Suspense fallback={<Skeleton />}>
          <Markdown text={value} />
        </Suspense>
      ) : (
        <Plain value={value} />
      )
    case 'boolean':
      return <Plain value={value === true ? 'Yes' : value === false ? 'No' : value} />
    case 'date':
      return <Plain value={isTime(value) ? day.format(new Date(value)) : value} />
    case 'date-time':
      return <Plain value={isTime(value) ? formatTime(value) : value} />
    case 'relation':
      return (
        <InParts items={referencesIn(value)}>
          {shown => (
            <ul className="grid gap-1">
              {shown.map(reference => (
                <li key={`${reference.type}/${reference.id}`}>
                  <ObjectLink domain={domain} reference={reference} />
                </li>
              ))}
            </ul>
          )}
        </InParts>
      )
    case 'media':
      return (
        <InParts items={referencesIn(value)}>
          {shown => (
            <ul className="flex flex-wrap gap-3">
              {shown.map(({ id }) => (
                <li key={id} className="w-40">
                  <File domain={domain} id={id} />
                </li>
              ))}
            </ul>
          )}
        </InParts>
      )
    case 'object': {
      if (!isSchema(value)) return <Plain value={value} />
      const known = fieldsWithin(shape.schema, root)
      return (
        <dl className="grid gap-2 border-l-2 border-line pl-3">
          {[...known, ...unknownFields(known, value)].map(field => (
            <div key={field.name}>
              <dt className="text-[0.8125rem] text-muted">{field.label}</dt>
              <dd>
                <ValueView
                  domain={domain}
                  shape={field.shape}
                  root={root}
                  value={value[field.name]}
                />
              </dd>
            </div>
          ))}
        </dl>
      )
    }
    case 'list': {
      if (!Array.isArray(value)) return <Plain value={value} />
      const items = shapeOf(shape.schema.items, root)
      return (
        <InParts items={value}>
          {shown => (
            <ul className="grid list-disc gap-1 pl-5">
              {shown.map((item, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other identity, and none of them moves
                <li key={index}>
                  <ValueView domain={domain} shape={items} root={root} value={item} />
                </li>
              ))}
            </ul>
          )}
        </InParts>
      )
    }
    default:
      return <Plain value={value} />
  }
}

/** A date is the same day everywhere. */
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' })

function Plain({ value }: { value: unknown }) {
  if (Array.isArray(value) && value.every(item => typeof item !== 'object')) {
    return <span className="wrap-anywhere">{value.join(', ')}</span>
  }
  const text = typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
  return <span className="wrap-anywhere whitespace-pre-wrap">{text}</span>
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value))
}

function ObjectLink({ domain, reference: { type, id } }: { domain: string; reference: Reference }) {
  const { data } = useQuery(objectTitleQuery({ domain, type, id }))
  return (
    <Link
      to="/d/$domain/content/objects/$type/$id"
      params={{ domain, type, id }}
      className="wrap-anywhere text-accent underline underline-offset-2"
    >
      {data?.title ?? id}
    </Link>
  )
}

function File({ domain, id }: { domain: string; id: string }) {
  const { data } = useQuery(mediaFileQuery(domain, id))
  return (
    <Link
      to="/d/$domain/content/media/$id"
      params={{ domain, id }}
      className="block overflow-hidden rounded-lg border border-line"
    >
      {data && <Thumbnail file={data.value} />}
      <span className="block truncate px-2 py-1 text-[0.8125rem]">{data?.value.name ?? id}</span>
    </Link>
  )
}
