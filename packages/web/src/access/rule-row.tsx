import { X } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../ui/button.tsx'
import { allowsAction, tickAction } from './rules.ts'

/** One rule: a resource, a tick for each of its actions, and one for all of them. */
export function RuleRow({
  resource,
  description,
  actions,
  known,
  disabled,
  onChange,
  onRemove,
}: {
  resource: string
  description?: string | undefined
  actions: readonly string[]
  known: readonly string[]
  disabled: boolean
  onChange: (actions: string[]) => void
  onRemove: () => void
}) {
  // What was written by hand and no API knows is a tick like the others.
  const unknown = actions.filter(
    action => action !== '*' && action !== 'write' && !known.includes(action),
  )
  const shown = [...known, ...unknown]
  const everything = actions.includes('*')
  const some = actions.length > 0
  return (
    <li className="rounded-lg border border-line px-3 py-2.5">
      <div className="flex items-start justify-between gap-2">
        <div className="min-w-0">
          <code className="font-mono text-[0.8125rem] font-medium break-all">{resource}</code>
          {description && <p className="text-[0.8125rem] text-muted">{description}</p>}
        </div>
        {!disabled && (
          <IconButton
            label={`Remove the rule for ${resource}`}
            size="small"
            className="-mt-1 -mr-1 px-2"
            onClick={onRemove}
          >
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <fieldset className="mt-1.5 flex flex-wrap gap-x-5 gap-y-2" disabled={disabled}>
        <legend className="sr-only">Actions on {resource}</legend>
        <Tick
          label="All actions"
          ticked={everything}
          partly={some && !everything}
          onChange={ticked => onChange(ticked ? ['*'] : [])}
        />
        {shown.map(action => (
          <Tick
            key={action}
            label={action}
            ticked={allowsAction(actions, action)}
            onChange={ticked => onChange(tickAction(actions, action, ticked, known))}
          />
        ))}
      </fieldset>
      {!some && (
        <p className="mt-1.5 text-[0.8125rem] text-warning">
          Nothing is ticked: it allows nothing.
        </p>
      )}
    </li>
  )
}

function Tick({
  label,
  ticked,
  partly = false,
  onChange,
}: {
  label: string
  ticked: boolean
  partly?: boolean
  onChange: (ticked: boolean) => void
}) {
  const id = useId()
  return (
    <span className="flex items-center gap-2">
      <input
        id={id}
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={ticked}
        ref={box => {
          if (box) box.indeterminate = partly
        }}
        onChange={event => onChange(event.target.checked)}
      />
      <label htmlFor={id}>{label}</label>
    </span>
  )
}
