import { ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { formatCount } from '../lib/count.ts'
import { IconButton } from './button.tsx'
import { Select } from './field.tsx'

/** The part of a list that is shown, where the whole of it would be too much for a page. */
export interface ListPart {
  /** Index of the first entry that is shown. */
  first: number
  /** Index after the last one. */
  end: number
  /** How many entries the list has. */
  total: number
  /** Most entries that are shown at once. */
  size: number
  /** Goes to the part that an entry is in. */
  show: (index: number) => void
}

const SIZE = 50

/** Which part of a list is shown: the first one, until another is asked for. */
export function useListPart(total: number, size = SIZE): ListPart {
  const [at, show] = useState(0)
  return { ...partAt(at, total, size), total, size, show }
}

/** The part that an entry is in; where the list has become shorter than that, its last part. */
export function partAt(index: number, total: number, size: number): { first: number; end: number } {
  const last = Math.max(Math.min(index, total - 1), 0)
  const first = last - (last % size)
  return { first, end: Math.min(first + size, total) }
}

/** Entries that are only looked at; of many, a part at a time. */
export function InParts<T>({
  items,
  children,
}: {
  items: readonly T[]
  children: (shown: readonly T[]) => ReactNode
}) {
  const part = useListPart(items.length)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <ListPartBar part={part} />
      {children(items.slice(part.first, part.end))}
    </div>
  )
}

/** Which entries of a long list are shown, and the way to the others; nothing where all of them are. */
export function ListPartBar({ part }: { part: ListPart }) {
  const id = useId()
  const { first, end, total, size, show } = part
  if (total <= size) return null
  const parts = Array.from({ length: Math.ceil(total / size) }, (_, place) => place * size)
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-[0.8125rem] text-muted">
      <label htmlFor={id}>Entries</label>
      <Select
        id={id}
        className="w-auto text-ink tabular-nums"
        value={first}
        onChange={event => show(Number(event.target.value))}
      >
        {parts.map(begin => (
          <option key={begin} value={begin}>
            {rangeOf(begin, Math.min(begin + size, total))}
          </option>
        ))}
      </Select>
      <span className="tabular-nums">of {formatCount(total)}</span>
      <span className="flex">
        <IconButton
          label="Previous entries"
          disabled={first === 0}
          onClick={() => show(first - size)}
        >
          <ChevronLeft aria-hidden />
        </IconButton>
        <IconButton label="Next entries" disabled={end === total} onClick={() => show(end)}>
          <ChevronRight aria-hidden />
        </IconButton>
      </span>
    </div>
  )
}

/** Entries by their numbers, as in "51–100". */
export function rangeOf(first: number, end: number): string {
  const numbers = [first + 1, end].map(formatCount)
  return [...new Set(numbers)].join('–')
}
