import { Plus, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import type { FieldErrors } from '../../app/use-field-errors.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Field, FieldSet, Input } from '../../ui/field.tsx'
import { errorsBelow, nextRow, type ResourceDraft } from './api-draft.ts'

const BUILT_IN = ['create', 'read', 'update', 'delete'] as const

/** The resources of an API, each with its actions: what permissions are made of. */
export function ResourcesEditor({
  slug,
  value,
  errors,
  disabled,
  onChange,
}: {
  slug: string
  value: readonly ResourceDraft[]
  errors: FieldErrors
  disabled: boolean
  onChange: (value: readonly ResourceDraft[]) => void
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {value.length === 0 && (
        <p className="text-muted">
          None yet. A resource is a kind of thing that the API holds, as in{' '}
          <code className="font-mono">article</code>; with an action it makes a permission, as in{' '}
          <code className="font-mono">{slug || 'shop'}.article:read</code>.
        </p>
      )}
      {value.map((resource, index) => (
        <ResourceRow
          key={resource.row}
          number={index + 1}
          value={resource}
          errors={errors}
          pointer={`/resources/${index}`}
          disabled={disabled}
          onChange={next => onChange(value.with(index, next))}
          onRemove={() => onChange(value.toSpliced(index, 1))}
        />
      ))}
      {!disabled && (
        <Button
          className="justify-self-start"
          onClick={() =>
            onChange([
              ...value,
              { row: nextRow(), name: '', description: '', actions: [...BUILT_IN] },
            ])
          }
        >
          <Plus aria-hidden /> Add resource
        </Button>
      )}
    </div>
  )
}

function ResourceRow({
  number,
  value,
  errors,
  pointer,
  disabled,
  onChange,
  onRemove,
}: {
  number: number
  value: ResourceDraft
  errors: FieldErrors
  pointer: string
  disabled: boolean
  onChange: (value: ResourceDraft) => void
  onRemove: () => void
}) {
  const name = value.name || `resource ${number}`
  return (
    <fieldset className="min-w-0 rounded-lg border border-line p-3" disabled={disabled}>
      <legend className="sr-only">{`Resource ${number}`}</legend>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3">
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <Field label="Resource" error={errors.get(`${pointer}/name`) ?? errors.get(pointer)}>
            <Input
              value={value.name}
              onChange={event => onChange({ ...value, name: event.target.value })}
              placeholder="article"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-[0.8125rem]"
            />
          </Field>
          <Field label="Description" optional error={errors.get(`${pointer}/description`)}>
            <Input
              value={value.description}
              onChange={event => onChange({ ...value, description: event.target.value })}
              autoComplete="off"
            />
          </Field>
        </div>
        {!disabled && (
          <IconButton label={`Remove ${name}`} className="mt-7" onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <Actions
        name={name}
        value={value.actions}
        error={errorsBelow(errors, `${pointer}/actions`)}
        disabled={disabled}
        onChange={actions => onChange({ ...value, actions })}
      />
    </fieldset>
  )
}

/** The four built-in actions to tick, and the API's own. */
function Actions({
  name,
  value,
  error,
  disabled,
  onChange,
}: {
  name: string
  value: readonly string[]
  error: string | undefined
  disabled: boolean
  onChange: (value: readonly string[]) => void
}) {
  const [typed, setTyped] = useState('')
  const own = value.filter(action => !BUILT_IN.some(builtIn => builtIn === action))

  function toggle(action: string) {
    const isOn = value.includes(action)
    const next = isOn ? value.filter(other => other !== action) : [...value, action]
    const builtIn = BUILT_IN.filter(other => next.includes(other))
    onChange([...builtIn, ...next.filter(other => !BUILT_IN.some(known => known === other))])
  }

  function add() {
    const action = typed.trim()
    if (action !== '' && !value.includes(action)) onChange([...value, action])
    setTyped('')
  }

  return (
    <FieldSet
      legend={<span className="text-[0.8125rem]">Actions</span>}
      error={error}
      className="mt-3"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {BUILT_IN.map(action => (
          <label key={action} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={value.includes(action)}
              onChange={() => toggle(action)}
              className="size-4 accent-(--accent)"
            />
            {action}
          </label>
        ))}
        {own.map(action => (
          <span
            key={action}
            className="inline-flex items-center rounded-full bg-sunken pl-2.5 font-mono text-xs"
          >
            {action}
            <button
              type="button"
              aria-label={`Remove action ${action} of ${name}`}
              onClick={() => toggle(action)}
              className="grid size-7 place-items-center rounded-full hover:bg-line [&_svg]:size-3.5"
            >
              <X aria-hidden />
            </button>
          </span>
        ))}
        {!disabled && (
          <span className="flex items-center gap-1.5">
            <Input
              value={typed}
              onChange={event => setTyped(event.target.value)}
              onKeyDown={event => {
                if (event.key !== 'Enter') return
                event.preventDefault()
                add()
              }}
              onBlur={add}
              aria-label={`Own action of ${name}`}
              placeholder="own action, as in publish"
              autoComplete="off"
              spellCheck={false}
              className="h-8 w-52 font-mono text-xs"
            />
            <Button size="small" disabled={typed.trim() === ''} onClick={add}>
              Add
            </Button>
          </span>
        )}
      </div>
    </FieldSet>
  )
}
