import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowDown, ArrowUp, ExternalLink, X } from 'lucide-react'
import { type ReactNode, useId, useRef } from 'react'
import { useCan } from '../../../app/session.tsx'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { IconButton } from '../../../ui/button.tsx'
import { ListPartBar, useListPart } from '../../../ui/list-part.tsx'
import { moved } from './moved.ts'
import { objectTitleQuery } from './object.queries.ts'
import type { Reference } from './reference.ts'
import { RelationSearch } from './relation-search.tsx'

/** Chooses objects of some types by their title: one, or several in an order. */
export function RelationPicker({
  domain,
  types,
  many,
  shown,
  value,
  onChange,
  label,
  hint,
  error,
  optional = false,
  disabled = false,
}: {
  domain: string
  types: readonly string[]
  many: boolean
  /** Most of them that are shown at once. */
  shown?: number
  value: readonly Reference[]
  onChange: (value: Reference[]) => void
  label: string
  hint?: ReactNode
  error?: string | undefined
  optional?: boolean
  disabled?: boolean
}) {
  const labelId = useId()
  const group = useRef<HTMLDivElement>(null)
  const can = useCan(domain)
  const readable = types.filter(type => can(`content.${type}:read`))
  const chosen = value.map(reference => `${reference.type}/${reference.id}`)
  const isFull = !many && value.length > 0
  const part = useListPart(value.length, shown)

  /** What had the focus may be gone with the change. */
  function change(next: Reference[], focus: string) {
    onChange(next)
    keepFocus(() => group.current?.querySelector<HTMLElement>(focus))
  }

  function rowAt(index: number) {
    const place = (index % part.size) + 1
    return `li:nth-child(${place}) button:not(:disabled, [aria-disabled=true])`
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: what is in it has labels and hints of its own
    <div
      ref={group}
      role="group"
      aria-labelledby={labelId}
      className="grid grid-cols-[minmax(0,1fr)] gap-1.5"
    >
      {(disabled || value.length > 0) && (
        <p id={labelId} className="font-medium">
          {label} {optional && <span className="font-normal text-muted">(optional)</span>}
        </p>
      )}
      {disabled && value.length === 0 && <p className="text-muted">Nothing</p>}
      <ListPartBar part={part} />
      {value.length > 0 && (
        <ul aria-label={label} className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
          {value.slice(part.first, part.end).map((reference, row) => {
            const index = part.first + row
            return (
              <Chosen
                key={chosen[index]}
                domain={domain}
                reference={reference}
                disabled={disabled}
                onRemove={() => change(value.toSpliced(index, 1), 'input')}
                {...(many && {
                  onMove: (step: number) => {
                    part.show(index + step)
                    change(moved(value, index, index + step), rowAt(index + step))
                  },
                  isFirst: index === 0,
                  isLast: index === value.length - 1,
                })}
              />
            )
          })}
        </ul>
      )}
      {!isFull && !disabled && (
        <RelationSearch
          domain={domain}
          types={readable}
          chosen={chosen}
          label={
            value.length > 0 ? (
              <span className="sr-only">Add to {label}</span>
            ) : (
              <span id={labelId}>{label}</span>
            )
          }
          optional={optional && value.length === 0}
          hint={hint}
          error={error}
          onPick={reference => {
            part.show(value.length)
            change([...value, reference], 'li a')
          }}
        />
      )}
      {(isFull || disabled) && error !== undefined && (
        <p role="alert" className="text-[0.8125rem] text-danger">
          {error}
        </p>
      )}
    </div>
  )
}

function Chosen({
  domain,
  reference: { type, id },
  disabled,
  onRemove,
  onMove,
  isFirst = false,
  isLast = false,
}: {
  domain: string
  reference: Reference
  disabled: boolean
  onRemove: () => void
  onMove?: (step: number) => void
  isFirst?: boolean
  isLast?: boolean
}) {
  const { data } = useQuery(objectTitleQuery({ domain, type, id }))
  const title = data?.title ?? id
  return (
    <li className="flex items-center gap-1 rounded-lg border border-line bg-surface py-0.5 pr-0.5 pl-3">
      <span className="min-w-0 flex-1 wrap-anywhere">
        {title} <span className="text-[0.8125rem] text-muted">{type}</span>
      </span>
      <Link
        to="/d/$domain/content/objects/$type/$id"
        params={{ domain, type, id }}
        target="_blank"
        title={`Open ${title}`}
        className="grid size-9 place-items-center rounded-lg hover:bg-sunken"
      >
        <ExternalLink aria-hidden className="size-4" />
        <span className="sr-only">Open {title} in a new tab</span>
      </Link>
      {!disabled && onMove && (
        <>
          <IconButton label={`Move ${title} up`} disabled={isFirst} onClick={() => onMove(-1)}>
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton label={`Move ${title} down`} disabled={isLast} onClick={() => onMove(1)}>
            <ArrowDown aria-hidden />
          </IconButton>
        </>
      )}
      {!disabled && (
        <IconButton label={`Remove ${title}`} onClick={onRemove}>
          <X aria-hidden />
        </IconButton>
      )}
    </li>
  )
}
