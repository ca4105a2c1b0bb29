import type { PanelValue } from '@keywright/contract'
import { Markdown } from '../pages/content/object/markdown.tsx'

/** The values of a field; several short ones in one line, pictures and longer texts each by itself. */
export function PanelValues({ values }: { values: readonly PanelValue[] }) {
  const isShort = values.every(({ kind }) => kind !== 'picture' && kind !== 'markdown')
  if (isShort) {
    return <span className="whitespace-pre-line">{values.map(textOf).join(', ')}</span>
  }
  return (
    <div className="grid gap-3">
      {values.map((value, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: values have no identity but their place
        <Value key={index} value={value} />
      ))}
    </div>
  )
}

function Value({ value }: { value: PanelValue }) {
  if (value.kind === 'markdown') return <Markdown text={value.text} />
  if (value.kind !== 'picture') return <span>{textOf(value)}</span>
  return (
    <img
      src={value.url}
      alt={value.alt}
      width={value.width ?? undefined}
      height={value.height ?? undefined}
      className="h-auto max-h-[70vh] w-auto max-w-full rounded-xl object-contain"
    />
  )
}

function textOf(value: PanelValue): string {
  switch (value.kind) {
    case 'number':
      return value.number.toLocaleString()
    case 'boolean':
      return value.boolean ? 'Yes' : 'No'
    case 'date':
      // A day is the same everywhere.
      return dateOf(value.text, { dateStyle: 'long', timeZone: 'UTC' })
    case 'time':
      return dateOf(value.text, { dateStyle: 'long', timeStyle: 'short' })
    case 'picture':
      return value.alt
    default:
      return value.text
  }
}

function dateOf(text: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(text)
  return Number.isNaN(date.getTime()) ? text : date.toLocaleString(undefined, options)
}
