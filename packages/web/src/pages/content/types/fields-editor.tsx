import { Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Button } from '../../../ui/button.tsx'
import { Menu, MenuItem } from '../../../ui/menu.tsx'
import { OFFERED_KINDS, ofKind } from './field-forms.ts'
import { KIND_LABELS } from './field-kind.ts'
import { FieldRow } from './field-row.tsx'
import { KindIcon } from './kind-icon.tsx'
import { type FieldDraft, nextRow } from './type-draft.ts'
import { pointerOf } from './type-errors.ts'

/** Fields, to be added, changed, ordered and removed; one of them is open at a time. */
export function FieldsEditor({
  label,
  fields,
  errors,
  types,
  named = [],
  disabled = false,
  onChange,
}: {
  label: string
  fields: readonly FieldDraft[]
  errors: FieldErrors
  /** Names of the content types that relations can lead to. */
  types: readonly string[]
  /** Fields that are the title or the slug. */
  named?: readonly { name: string | null; as: string }[]
  disabled?: boolean
  onChange: (fields: readonly FieldDraft[]) => void
}) {
  const [open, setOpen] = useState<number>()
  const [said, setSaid] = useState('')
  const dragged = useRef<number>(undefined)
  const frame = useRef<HTMLDivElement>(null)

  function move(from: number, to: number) {
    const field = fields[from]
    if (!field || to < 0 || to >= fields.length || from === to) return
    onChange(fields.toSpliced(from, 1).toSpliced(to, 0, field))
    focusRow(to)
    setSaid(`${field.name || 'The field'} is now number ${to + 1} of ${fields.length}.`)
  }

  /** The row that stands at a place then, or the last one, or what adds one. */
  function focusRow(place: number) {
    keepFocus(() => {
      const rows = frame.current?.querySelectorAll<HTMLElement>(':scope > ul > li > div > button')
      const row = rows?.[Math.min(place, rows.length - 1)]
      return row ?? frame.current?.querySelector<HTMLElement>('[data-add]')
    })
  }

  return (
    <div ref={frame} className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {fields.length === 0 && (
        <p className="text-muted">
          No field yet. Each has a name, a kind, and says what may be in it.
        </p>
      )}
      {fields.length > 0 && (
        <ul
          aria-label={label}
          className="divide-y divide-line overflow-hidden rounded-lg border border-line"
        >
          {fields.map((field, index) => (
            <FieldRow
              key={field.row}
              number={index + 1}
              last={fields.length}
              value={field}
              errors={errorsBelow(errors, pointerOf(field))}
              types={types}
              marks={named.filter(({ name }) => name === field.name).map(({ as }) => as)}
              disabled={disabled}
              open={open === field.row}
              onOpenChange={isOpen => setOpen(isOpen ? field.row : undefined)}
              onChange={next => onChange(fields.with(index, next))}
              onMove={step => move(index, index + step)}
              onDrag={() => {
                dragged.current = field.row
              }}
              onDrop={() => {
                move(
                  fields.findIndex(({ row }) => row === dragged.current),
                  index,
                )
                dragged.current = undefined
              }}
              onRemove={() => {
                onChange(fields.toSpliced(index, 1))
                focusRow(index)
                setSaid(`${field.name || 'The field'} is removed.`)
              }}
            />
          ))}
        </ul>
      )}
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {!disabled && (
        <div>
          <Menu
            align="start"
            trigger={
              <Button data-add="">
                <Plus aria-hidden /> Add field
              </Button>
            }
          >
            {OFFERED_KINDS.map(({ kind, hint }) => (
              <MenuItem
                key={kind}
                onSelect={() => {
                  const row = nextRow()
                  const schema = ofKind(kind)
                  onChange([...fields, { row, name: '', stored: null, required: false, schema }])
                  setOpen(row)
                }}
              >
                <KindIcon kind={kind} />
                <span>
                  <span className="block font-medium">{KIND_LABELS[kind]}</span>
                  <span className="block text-xs text-muted">{hint}</span>
                </span>
              </MenuItem>
            ))}
          </Menu>
        </div>
      )}
    </div>
  )
}

function errorsBelow(errors: FieldErrors, pointer: string): FieldErrors {
  return new Map(
    [...errors].flatMap(([at, message]) =>
      at === pointer || at.startsWith(`${pointer}/`) ? [[at.slice(pointer.length), message]] : [],
    ),
  )
}
