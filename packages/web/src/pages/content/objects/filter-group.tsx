import { Plus, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { keepFocus } from '../../../lib/keep-focus.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { Popover } from '../../../ui/popover.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { ConditionText } from './condition-text.tsx'
import { isComplete, newCondition } from './conditions.ts'
import type { ListField } from './list-field.ts'
import type { Condition, ConditionGroup } from './objects.search.ts'

/** One filter of the list: a condition, or several of which one must hold. Without a value it is a new one. */
export function FilterGroup({
  domain,
  fields,
  value,
  onChange,
}: {
  domain: string
  fields: readonly ListField[]
  value: ConditionGroup | undefined
  onChange: (value: Condition[] | undefined) => void
}) {
  const [isOpen, setIsOpen] = useState(false)
  const frame = useRef<HTMLDivElement>(null)

  function remove() {
    const bar = frame.current?.parentElement
    onChange(undefined)
    keepFocus(() => bar?.querySelector<HTMLElement>('[data-add]'))
  }

  return (
    <div ref={frame} className="flex max-w-full min-w-0">
      <Popover
        label={value ? 'Change filter' : 'Add filter'}
        open={isOpen}
        onOpenChange={setIsOpen}
        trigger={
          value ? (
            <Button className="min-w-0 shrink rounded-r-none border-r-0 border-accent bg-accent-soft px-3 font-normal">
              <span className="truncate">
                {value.map((condition, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a condition is what stands at its place
                  <span key={place}>
                    {place > 0 && <b> or </b>}
                    <ConditionText domain={domain} fields={fields} value={condition} />
                  </span>
                ))}
              </span>
            </Button>
          ) : (
            <Button className="border-dashed border-field" data-add="">
              <Plus aria-hidden /> Filter
            </Button>
          )
        }
      >
        <GroupEditor
          domain={domain}
          fields={fields}
          value={value}
          onDone={next => {
            setIsOpen(false)
            onChange(next)
          }}
        />
      </Popover>
      {value && (
        <IconButton
          label="Remove filter"
          className="rounded-l-none border border-l-0 border-accent bg-accent-soft"
          onClick={remove}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </div>
  )
}

/** As many as an address takes. */
const MOST_CONDITIONS = 10

function GroupEditor({
  domain,
  fields,
  value,
  onDone,
}: {
  domain: string
  fields: readonly ListField[]
  value: ConditionGroup | undefined
  onDone: (value: Condition[] | undefined) => void
}) {
  const first = fields[0]
  const [conditions, setConditions] = useState<Condition[]>(
    () => value?.slice() ?? (first ? [newCondition(first)] : []),
  )
  const isReady = conditions.every(one =>
    isComplete(
      one,
      fields.find(({ path }) => path === one.field),
    ),
  )
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-3 p-1"
      // What is drawn in a popover is still inside of the page for React.
      onSubmit={event => {
        event.preventDefault()
        event.stopPropagation()
        if (isReady) onDone(conditions)
      }}
    >
      {conditions.map((condition, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a condition is what stands at its place
        <div key={place} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {place > 0 && <p className="text-xs font-medium text-muted">or</p>}
          <ConditionEditor
            domain={domain}
            fields={fields}
            value={condition}
            onChange={next => setConditions(conditions.with(place, next))}
            onRemove={
              conditions.length > 1
                ? () => setConditions(conditions.toSpliced(place, 1))
                : undefined
            }
          />
        </div>
      ))}
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Button
          variant="ghost"
          size="small"
          disabled={conditions.length >= MOST_CONDITIONS}
          onClick={() => first && setConditions([...conditions, newCondition(first)])}
        >
          <Plus aria-hidden /> Or …
        </Button>
        <Button type="submit" size="small" variant="primary" disabled={!isReady}>
          Apply
        </Button>
      </div>
    </form>
  )
}
