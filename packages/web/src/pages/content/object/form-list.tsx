import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps } from '@rjsf/utils'
import { ArrowDown, ArrowUp, ChevronDown, Plus, Trash2 } from 'lucide-react'
import { createContext, useContext, useRef, useState } from 'react'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { FieldSet } from '../../../ui/field.tsx'
import { ListPartBar, rangeOf, useListPart } from '../../../ui/list-part.tsx'
import type { Fields } from './fields.ts'
import { LedTo } from './led-to.ts'
import { shownEntries } from './shown-entries.ts'

/** Brings an entry of the list around it into the part that is shown. */
const ShowEntry = createContext<(index: number) => void>(() => {})

/** A list of a form; of a long one, a part of its entries is there at a time. */
export function List({
  title,
  schema,
  uiSchema,
  items,
  canAdd,
  onAddClick,
  rawErrors,
  required,
  disabled,
  readonly,
  fieldPathId,
}: ArrayFieldTemplateProps<Fields>) {
  const list = useRef<HTMLDivElement>(null)
  const part = useListPart(items.length, shownEntries(fieldPathId.path, uiSchema))
  useLeadTo(fieldPathId.path, part.show)
  const next = Math.min(part.end + part.size, part.total)

  /** Goes to an entry, once it has been drawn. */
  function goTo(index: number) {
    part.show(index)
    requestAnimationFrame(() => {
      const row = list.current?.querySelector(`:scope > [data-entry="${index}"]`)
      row?.querySelector<HTMLElement>('input, textarea, select, button')?.focus()
    })
  }

  /** Whoever adds an entry goes on in it. */
  function add() {
    onAddClick()
    goTo(items.length)
  }

  return (
    <div data-invalid={rawErrors?.length ? '' : undefined}>
      <FieldSet
        legend={
          <>
            {title} {!required && <span className="font-normal text-muted">(optional)</span>}
          </>
        }
        hint={schema.description}
        error={rawErrors?.[0]}
      >
        <ListPartBar part={part} />
        {items.length > 0 && (
          <div ref={list} className="grid grid-cols-[minmax(0,1fr)] gap-2">
            <ShowEntry value={part.show}>{items.slice(part.first, part.end)}</ShowEntry>
          </div>
        )}
        <div className="flex flex-wrap gap-2 empty:hidden">
          {!disabled && !readonly && (
            <Button size="small" disabled={!canAdd} onClick={add} data-add="">
              <Plus aria-hidden /> Add to {title.slice(0, 1).toLowerCase() + title.slice(1)}
            </Button>
          )}
          {part.end < part.total && (
            <Button size="small" onClick={() => goTo(part.end)}>
              <ChevronDown aria-hidden /> Go on with {rangeOf(part.end, next)}
            </Button>
          )}
        </div>
      </FieldSet>
    </div>
  )
}

/** Shows the entry that something in the form has led to, or that is around it. */
function useLeadTo(path: readonly (string | number)[], show: (index: number) => void) {
  const place = useContext(LedTo)
  const [seen, setSeen] = useState<typeof place>()
  if (place === seen) return
  setSeen(place)
  const index = place?.[path.length]
  if (index !== undefined && path.every((name, level) => String(name) === place?.[level])) {
    show(Number(index))
  }
}

/** An entry of a list, with what moves and removes it. */
export function Entry({
  children,
  buttonsProps,
  index,
  totalItems,
  hasToolbar,
}: ArrayFieldItemTemplateProps<Fields>) {
  const row = useRef<HTMLDivElement>(null)
  const show = useContext(ShowEntry)
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem } =
    buttonsProps
  const isBusy = buttonsProps.disabled || buttonsProps.readonly
  const place = `entry ${index + 1} of ${totalItems}`

  /** The row goes elsewhere, and the focus with it. */
  function move(go: () => void, to: number) {
    go()
    show(to)
    keepFocus(() => row.current?.querySelector<HTMLElement>(MOVES))
  }

  function remove() {
    const list = row.current?.closest('fieldset')
    onRemoveItem()
    keepFocus(() => list?.querySelector<HTMLElement>(':scope > div > [data-add]'))
  }

  return (
    <div ref={row} data-entry={index} className="flex items-start gap-1 max-sm:flex-wrap">
      <div className="min-w-0 flex-1 max-sm:basis-full">{children}</div>
      {hasToolbar && !isBusy && (
        <div className="flex max-sm:ml-auto">
          <IconButton
            label={`Move ${place} up`}
            data-move=""
            disabled={!hasMoveUp}
            onClick={() => move(onMoveUpItem, index - 1)}
          >
            <ArrowUp aria-hidden />
          </IconButton>
          <IconButton
            label={`Move ${place} down`}
            data-move=""
            disabled={!hasMoveDown}
            onClick={() => move(onMoveDownItem, index + 1)}
          >
            <ArrowDown aria-hidden />
          </IconButton>
          <IconButton label={`Remove ${place}`} disabled={!hasRemove} onClick={remove}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      )}
    </div>
  )
}

/** Of the entry itself, not of lists within it. */
const MOVES = ':scope > div > [data-move]:not(:disabled, [aria-disabled=true])'
