import type { Problem } from '@keywright/contract'
import { useState } from 'react'
import { formatCount } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Checkbox } from '../../../ui/field.tsx'
import { ValueField } from './field-inputs.tsx'
import { Offenders } from './offenders.tsx'
import type { FieldDraft, TypeDraft } from './type-draft.ts'
import { useTextsWithin, WrongTexts } from './wrong-texts.ts'

/** What is done to stored objects so that they fit. */
export interface Migration {
  defaults: Record<string, unknown>
  drop: string[]
}

/** Objects would not fit a changed type: which, and what can be done to all of them at once. */
export function RefusedChange({
  domain,
  problem,
  before,
  after,
  busy,
  onClose,
  onApply,
}: {
  domain: string
  problem: Problem
  before: TypeDraft
  after: TypeDraft
  busy: boolean
  onClose: () => void
  onApply: (migration: Migration) => void
}) {
  const { offenders = [], offendersTotal = offenders.length } = problem
  const { gone, changed } = changesBetween(before, after)
  const [dropped, setDropped] = useState<ReadonlySet<string>>(new Set())
  const [values, setValues] = useState<ReadonlyMap<string, unknown>>(
    () => new Map(changed.map(({ name, schema }) => [name, schema.default])),
  )
  const defaults = [...values].filter(([, value]) => value !== undefined)
  const isEmpty = dropped.size === 0 && defaults.length === 0
  const [isTextWrong, texts] = useTextsWithin()
  const one = offendersTotal === 1

  function drop(name: string, isDropped: boolean) {
    const next = new Set(dropped)
    if (isDropped) next.add(name)
    else next.delete(name)
    setDropped(next)
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={
        offendersTotal === 0
          ? 'Objects that you may not read do not fit'
          : `${formatCount(offendersTotal)} ${one ? 'object does' : 'objects do'} not fit`
      }
    >
      <form
        className="grid gap-4"
        onSubmit={event => {
          event.preventDefault()
          onApply({ defaults: Object.fromEntries(defaults), drop: [...dropped] })
        }}
      >
        <p>
          Nothing was saved. Change {one ? 'it' : 'them'} first, or say what is to be done to all
          objects of the type, published ones included. Each of them keeps its old version.
        </p>
        <Offenders domain={domain} offenders={offenders} total={offendersTotal} />
        {gone.map(name => (
          <Checkbox
            key={name}
            label={
              <>
                Take <code className="font-mono">{name}</code> with its values out of all objects
              </>
            }
            hint="The field is no longer there."
            checked={dropped.has(name)}
            onChange={event => drop(name, event.target.checked)}
          />
        ))}
        <WrongTexts value={texts}>
          {changed.map(({ row, name, stored, schema }) => (
            <div key={row} className="grid gap-2">
              <ValueField
                label={`Value of ${name} for objects that have none`}
                schema={schema}
                value={values.get(name)}
                onChange={value => setValues(new Map(values).set(name, value))}
              />
              {stored?.name === name && (
                <Checkbox
                  label="Instead of the values that they have, too"
                  checked={dropped.has(name)}
                  onChange={event => drop(name, event.target.checked)}
                />
              )}
            </div>
          ))}
        </WrongTexts>
        <Actions>
          <Button onClick={onClose}>Go on editing</Button>
          <Button type="submit" variant="primary" busy={busy} disabled={isEmpty || isTextWrong}>
            Change all objects and save
          </Button>
        </Actions>
      </form>
    </Dialog>
  )
}

/** Stored fields that are gone, and fields whose values must now be others. */
function changesBetween(before: TypeDraft, after: TypeDraft) {
  const stored = before.fields.map(({ name }) => name.trim())
  const names = after.fields.map(({ name }) => name.trim())
  const isChanged = (field: FieldDraft) => {
    const was = before.fields.find(({ name }) => name === field.name)
    if (!was) return field.required
    return was.required !== field.required || !isSameSchema(was.schema, field.schema)
  }
  return {
    gone: stored.filter(name => !names.includes(name)),
    changed: after.fields.filter(isChanged),
  }
}

function isSameSchema(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
