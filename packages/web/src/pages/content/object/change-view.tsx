import { useMemo } from 'react'
import { cn } from '../../../lib/cn.ts'
import { type FieldShape, type JsonSchema, shapeOf } from '../types/field-kind.ts'
import { isSameJson } from './json.ts'
import { compareLists, compareTexts } from './text-diff.ts'
import { ValueView } from './value-view.tsx'

interface ChangeProps {
  domain: string
  shape: FieldShape
  root: JsonSchema
  before: unknown
  after: unknown
}

/** What became of a value: texts by their words, lists by their entries, all else as a whole. */
export function ChangeView(props: ChangeProps) {
  const { before, after, shape } = props
  if (typeof before === 'string' && typeof after === 'string' && TEXTS.has(shape.kind)) {
    return <TextChange before={before} after={after} />
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return <ListChange {...props} before={before} after={after} />
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {before !== undefined && <Side {...props} value={before} kind="removed" />}
      {after !== undefined && <Side {...props} value={after} kind="added" />}
    </div>
  )
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'markdown', 'other'])

const LOOKS = { added: 'bg-good-soft', removed: 'bg-danger-soft' } as const
const WORDS = { added: 'Added', removed: 'Removed' } as const
const SIGNS = { added: '+', removed: '−' } as const

function TextChange({ before, after }: { before: string; after: string }) {
  const pieces = useMemo(() => compareTexts(before, after), [before, after])
  return (
    <p className="rounded-lg border border-line bg-surface px-3 py-2 wrap-anywhere whitespace-pre-wrap">
      {pieces.map(({ kind, text }, index) => {
        // biome-ignore-start lint/suspicious/noArrayIndexKey: pieces have no other identity, and none of them moves
        if (kind === 'same') return <span key={index}>{text}</span>
        const Tag = kind === 'added' ? 'ins' : 'del'
        return (
          <Tag
            key={index}
            className={cn('rounded-sm', LOOKS[kind], kind === 'removed' && 'line-through')}
          >
            {text}
          </Tag>
        )
        // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
      })}
    </p>
  )
}

function ListChange({
  domain,
  shape,
  root,
  before,
  after,
}: ChangeProps & { before: unknown[]; after: unknown[] }) {
  const items =
    shape.kind === 'list' ? shapeOf(shape.schema.items, root) : { ...shape, many: false }
  const rows = compareLists(before, after, isSameJson).flatMap(piece =>
    piece.items.map(value => ({ kind: piece.kind, value })),
  )
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
      {rows.map(({ kind, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and none of them moves
        <li key={index}>
          {kind === 'same' ? (
            <div className="px-3 py-1.5 pl-8">
              <ValueView domain={domain} shape={items} root={root} value={value} />
            </div>
          ) : (
            <Side domain={domain} shape={items} root={root} value={value} kind={kind} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Side({
  domain,
  shape,
  root,
  value,
  kind,
}: Omit<ChangeProps, 'before' | 'after'> & { value: unknown; kind: 'added' | 'removed' }) {
  return (
    <div className={cn('flex gap-2 rounded-lg px-3 py-1.5', LOOKS[kind])}>
      <span aria-hidden className="w-3 font-mono">
        {SIGNS[kind]}
      </span>
      <span className="sr-only">{WORDS[kind]}:</span>
      <div className="min-w-0 flex-1">
        <ValueView domain={domain} shape={shape} root={root} value={value} />
      </div>
    </div>
  )
}
