import type { PanelField, PanelValue } from '@keywright/contract'
import { cn } from '../lib/cn.ts'
import { Markdown } from '../pages/content/object/markdown.tsx'

/** Fields by their labels, those of groups within them as well. */
export function PanelFields({
  fields,
  className,
}: {
  fields: readonly PanelField[]
  className?: string
}) {
  if (fields.length === 0) return null
  return (
    <dl className={cn('grid content-start gap-4', className)}>
      {fields.map(field => (
        <div key={field.name} className="grid content-start gap-1">
          {/* A picture says by itself what it is. */}
          <dt className={isPicture(field) ? 'sr-only' : 'text-[0.8rem] font-medium text-muted'}>
            {field.label}
          </dt>
          <dd className="text-lg wrap-anywhere">
            <Values values={field.values} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Whether a field is nothing but pictures. */
export function isPicture({ values }: PanelField): boolean {
  return values.every(({ kind }) => kind === 'picture')
}

/** One value as it is; several so that each is seen to be one: short ones side by side, longer ones in rows. */
function Values({ values }: { values: readonly PanelValue[] }) {
  const [only, ...more] = values
  if (only && more.length === 0) {
    const isGroup = only.kind === 'group'
    return (
      <div className={cn(isGroup && 'border-l-2 border-line pl-3')}>
        <Value value={only} />
      </div>
    )
  }
  const isShort = values.every(({ kind }) => !LONG.has(kind))
  return (
    <ul className={isShort ? 'flex flex-wrap gap-2' : 'grid gap-3'}>
      {values.map((value, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: values have no identity but their place
          key={index}
          className={
            value.kind === 'picture' ? undefined : 'rounded-lg border border-line px-3 py-1'
          }
        >
          <Value value={value} />
        </li>
      ))}
    </ul>
  )
}

const LONG: ReadonlySet<PanelValue['kind']> = new Set(['picture', 'markdown', 'group'])

function Value({ value }: { value: PanelValue }) {
  switch (value.kind) {
    case 'group':
      return (
        <PanelFields
          fields={value.fields}
          className="grid-cols-[repeat(auto-fit,minmax(min(9rem,100%),1fr))] gap-x-6 gap-y-3 py-1"
        />
      )
    case 'markdown':
      return <Markdown text={value.text} />
    case 'picture':
      return (
        <img
          src={value.url}
          alt={value.alt}
          width={value.width ?? undefined}
          height={value.height ?? undefined}
          className="h-auto max-h-[70vh] w-auto max-w-full rounded-xl object-contain"
        />
      )
    default:
      return <span className="whitespace-pre-line">{textOf(value)}</span>
  }
}

function textOf(value: Exclude<PanelValue, { kind: 'group' | 'markdown' | 'picture' }>): string {
  switch (value.kind) {
    case 'number':
      // As it was written: nothing is rounded, and a year has no separator.
      return String(value.number)
    case 'boolean':
      return value.boolean ? 'Yes' : 'No'
    case 'date':
      // A day is the same everywhere.
      return dateOf(value.text, { dateStyle: 'long', timeZone: 'UTC' })
    case 'time':
      return dateOf(value.text, { dateStyle: 'long', timeStyle: 'short' })
    case 'text':
      return value.text
  }
}

function dateOf(text: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? text : date.toLocaleString(undefined, options)
}
