import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { formatCount } from '../../../lib/count.ts'
import { Time } from '../../../ui/time.tsx'
import { Thumbnail } from '../media/thumbnail.tsx'
import type { TypeField } from '../types/field-kind.ts'

/** The value of a field in a row. */
export function FieldCell({
  domain,
  field,
  value,
}: {
  domain: string
  field: TypeField
  value: unknown
}) {
  if (value === undefined || value === null || value === '') return <Nothing />
  switch (field.shape.kind) {
    case 'relation':
      return <Several values={value} show={one => <Relation domain={domain} value={one} />} />
    case 'media':
      return <Several values={value} show={one => <File value={one} />} />
    case 'boolean':
      return value === true ? 'Yes' : 'No'
    case 'number':
    case 'integer':
      return <span className="tabular-nums">{String(value)}</span>
    case 'date':
      return <span className="whitespace-nowrap">{String(value)}</span>
    case 'date-time':
      return <Time at={String(value)} />
    default:
      return <Text text={textOf(value)} />
  }
}

/** Nothing is there, also for those who hear the page. */
function Nothing() {
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">Empty</span>
    </span>
  )
}

const MOST_SHOWN = 2

function Several({ values, show }: { values: unknown; show: (value: unknown) => ReactNode }) {
  if (!Array.isArray(values)) return show(values)
  if (values.length === 0) return <Nothing />
  const rest = values.length - MOST_SHOWN
  return (
    <ul className="flex items-center gap-x-2">
      {values.slice(0, MOST_SHOWN).map((one, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same may be there twice
        <li key={place} className="min-w-0">
          {show(one)}
        </li>
      ))}
      {rest > 0 && <li className="whitespace-nowrap text-muted">+{formatCount(rest)}</li>}
    </ul>
  )
}

/** A reference, or in its place what it leads to, as far as it may be read. */
interface Target {
  type?: string
  id?: string
  title?: string
  name?: string
  url?: string
}

function Relation({ domain, value }: { domain: string; value: unknown }) {
  // Objects that were stored fit their type.
  const { type = '', id = '', title = id } = value as Target
  return (
    <Link
      to="/d/$domain/content/objects/$type/$id"
      params={{ domain, type, id }}
      title={title}
      className="block max-w-48 truncate underline decoration-line underline-offset-2 hover:decoration-current"
    >
      {title}
    </Link>
  )
}

function File({ value }: { value: unknown }) {
  // With its description where it may be read; its own type is then called `mediaType`.
  const { id = '', name = id, url } = value as Target
  const type = mediaTypeOf(value)
  return (
    <span title={name} className="flex max-w-48 items-center gap-2">
      {url !== undefined && (
        <Thumbnail file={{ url, type }} className="w-10 shrink-0 rounded border border-line" />
      )}
      <span className="truncate">{name}</span>
    </span>
  )
}

function mediaTypeOf(value: unknown): string {
  const { mediaType } = value as { mediaType?: unknown }
  return typeof mediaType === 'string' ? mediaType : 'image/png'
}

const MOST_LETTERS = 160

function Text({ text }: { text: string }) {
  const short = text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text
  return (
    <span title={short} className="block max-w-64 truncate">
      {short}
    </span>
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
