import { ArrowDown, ArrowUp, ChevronDown, GripVertical, Trash2 } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import { cn } from '../../../lib/cn.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button, IconButton } from '../../../ui/button.tsx'
import { FieldDetails } from './field-details.tsx'
import { formKindOf } from './field-forms.ts'
import { KIND_LABELS, labelOf, shapeOf } from './field-kind.ts'
import { KindIcon } from './kind-icon.tsx'
import type { FieldDraft } from './type-draft.ts'
import { useTextsWithin, WrongTexts } from './wrong-texts.ts'

/** A field in its list: what it is in a line, and below, when it is open, all about it. */
export function FieldRow({
  number,
  last,
  value,
  errors,
  types,
  marks,
  disabled,
  open,
  onOpenChange,
  onChange,
  onMove,
  onDrag,
  onDrop,
  onRemove,
}: {
  number: number
  last: number
  value: FieldDraft
  /** By pointer below the field. */
  errors: FieldErrors
  types: readonly string[]
  /** What else it is, as in "Title". */
  marks: readonly string[]
  disabled: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  onChange: (value: FieldDraft) => void
  onMove: (step: number) => void
  onDrag: () => void
  onDrop: () => void
  onRemove: () => void
}) {
  const [isOver, setIsOver] = useState(false)
  const { name, schema, required } = value
  const called = name.trim() || `field ${number}`
  const [isTextWrong, texts] = useTextsWithin()
  const isWrong = errors.size > 0 || isTextWrong
  // What was wrong does not close by itself once it is right: somebody is typing there.
  const [stays, setStays] = useState(false)
  if (isWrong && !stays) setStays(true)
  const isOpen = open || stays

  function toggle() {
    if (isWrong) return
    setStays(false)
    onOpenChange(!isOpen)
  }

  /** Arrows move the field. As any button, the handle can be pressed, too: the row has what moves by steps. */
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === 'ArrowUp') onMove(-1)
    else if (event.key === 'ArrowDown') onMove(1)
    else if (event.key === 'Enter' || event.key === ' ') toggle()
    else return
    event.preventDefault()
  }

  return (
    <li
      className={cn('bg-surface', isOver && 'bg-accent-soft')}
      onDragOver={event => {
        if (disabled || !event.dataTransfer.types.includes(DRAGGED)) return
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={event => {
        event.preventDefault()
        setIsOver(false)
        onDrop()
      }}
    >
      <div className="flex min-w-0 items-center gap-1 py-1 pr-1">
        {!disabled && (
          // Not a real button: Firefox drags none.
          // biome-ignore lint/a11y/useSemanticElements: see above
          <span
            role="button"
            tabIndex={0}
            draggable
            aria-label={`Move ${called}`}
            title="Drag, or press the arrow keys"
            aria-keyshortcuts="ArrowUp ArrowDown"
            onDragStart={event => {
              event.dataTransfer.setData(DRAGGED, called)
              event.dataTransfer.effectAllowed = 'move'
              onDrag()
            }}
            onClick={toggle}
            onKeyDown={onKeyDown}
            className="grid h-9 w-7 shrink-0 cursor-grab place-items-center text-muted hover:text-ink active:cursor-grabbing [&_svg]:size-4"
          >
            <GripVertical aria-hidden />
          </span>
        )}
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={toggle}
          className={cn(
            'flex min-w-0 flex-1 items-center gap-2.5 rounded-md py-1.5 text-left -outline-offset-2',
            disabled && 'pl-3',
          )}
        >
          <KindIcon kind={formKindOf(schema)} />
          <span className="min-w-0 truncate">
            <span className="font-medium">{name === '' ? 'New field' : labelOf(name, schema)}</span>{' '}
            <span className="font-mono text-xs text-muted">{name}</span>
          </span>
          <span className="flex flex-wrap gap-1 max-sm:hidden">
            {required && <Badge>Required</Badge>}
            {marks.map(mark => (
              <Badge key={mark} tone="accent">
                {mark}
              </Badge>
            ))}
            {isWrong && <Badge tone="danger">Wrong</Badge>}
          </span>
          <span className="ml-auto truncate text-[0.8125rem] text-muted">{kindText(value)}</span>
          <ChevronDown
            aria-hidden
            className={cn('size-4 shrink-0 text-muted', isOpen && 'rotate-180')}
          />
        </button>
      </div>
      {isOpen && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4 border-t border-line bg-page p-4">
          <WrongTexts value={texts}>
            <FieldDetails
              value={value}
              errors={errors}
              types={types}
              disabled={disabled}
              onChange={onChange}
            />
          </WrongTexts>
          {!disabled && (
            <div className="flex flex-wrap items-center gap-1">
              <IconButton
                label={`Move ${called} up`}
                disabled={number === 1}
                onClick={() => onMove(-1)}
              >
                <ArrowUp aria-hidden />
              </IconButton>
              <IconButton
                label={`Move ${called} down`}
                disabled={number === last}
                onClick={() => onMove(1)}
              >
                <ArrowDown aria-hidden />
              </IconButton>
              <Button
                variant="danger"
                size="small"
                className="ml-auto"
                aria-label={`Remove ${called}`}
                onClick={onRemove}
              >
                <Trash2 aria-hidden /> Remove
              </Button>
            </div>
          )}
        </div>
      )}
    </li>
  )
}

const DRAGGED = 'application/x-keywright-field'

/** What a field is, in a few words. */
function kindText({ schema }: FieldDraft): string {
  const kind = formKindOf(schema)
  const { many, to } = shapeOf(schema)
  if (kind === 'relation' && to.length > 0) {
    return `${many ? 'Several' : 'One'} of ${to.join(', ')}`
  }
  return many ? `${KIND_LABELS[kind]}, several` : KIND_LABELS[kind]
}
