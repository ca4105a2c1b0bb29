import { X } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { cn } from '../lib/cn.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Combobox } from './combobox.tsx'
import { matching, type Resource, scopeSuggestions } from './resources.ts'
import { scopeProblem } from './rules.ts'

const SHOWN_CHIPS = 20

/** Scopes as they are written, each with a button that takes it away, and a field that adds more. */
export function ScopeChips({
  known,
  scopes,
  disabled,
  onChange,
}: {
  known: readonly Resource[]
  scopes: readonly string[]
  disabled: boolean
  onChange: (scopes: string[]) => void
}) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isOpen, setIsOpen] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const all = useMemo(() => scopeSuggestions(known), [known])
  const suggestions = useMemo(
    () =>
      text.trim() === '' ? [] : matching(all, text).filter(({ value }) => !scopes.includes(value)),
    [all, text, scopes],
  )

  /** What cannot be read stays in the field, with the reason. */
  function add(typed: string) {
    const texts = typed.split(/[\s,]+/).filter(part => part !== '')
    const wrong = texts.filter(part => scopeProblem(part) !== undefined)
    const added = texts.filter(part => !wrong.includes(part))
    setText(wrong.join(' '))
    setProblem(wrong[0] === undefined ? undefined : scopeProblem(wrong[0]))
    if (added.length > 0) onChange([...new Set([...scopes, ...added])])
  }

  function remove(scope: string) {
    onChange(scopes.filter(other => other !== scope))
    field.current?.focus()
  }

  // The newest are at the end.
  const shown = isOpen ? scopes : scopes.slice(-SHOWN_CHIPS)
  const chips = (
    <>
      <ul aria-label="Scopes" className="flex flex-wrap gap-1.5">
        {shown.map(scope => {
          const wrong = scopeProblem(scope)
          return (
            <li
              key={scope}
              title={wrong}
              className={cn(
                'inline-flex max-w-full items-center gap-1 rounded-full border py-0.5 pl-2.5 font-mono text-xs',
                disabled ? 'pr-2.5' : 'pr-1',
                wrong === undefined ? 'border-line bg-sunken' : 'border-danger text-danger',
              )}
            >
              <span className="min-w-0 break-all">{scope}</span>
              {wrong !== undefined && <span className="font-sans">(not a scope)</span>}
              {!disabled && (
                <button
                  type="button"
                  aria-label={`Remove ${scope}`}
                  className="grid size-6 place-items-center rounded-full hover:bg-line"
                  onClick={() => remove(scope)}
                >
                  <X aria-hidden className="size-3.5" />
                </button>
              )}
            </li>
          )
        })}
      </ul>
      {scopes.length > SHOWN_CHIPS && (
        <Button
          size="small"
          variant="ghost"
          className="-ml-2.5 justify-self-start"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? 'Show fewer scopes' : `Show all ${scopes.length} scopes`}
        </Button>
      )}
    </>
  )

  if (disabled) return scopes.length > 0 && chips
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <Field
        label="The same as scopes"
        hint="Type or paste scopes as in content.article:update, and press Enter."
        error={problem}
      >
        <Combobox
          ref={field}
          mono
          listLabel="Matching scopes"
          placeholder="content.article:read"
          text={text}
          onText={next => {
            setText(next)
            setProblem(undefined)
          }}
          suggestions={suggestions}
          onPick={add}
          onEnter={() => text.trim() !== '' && add(text)}
          onKeyDown={event => {
            const last = scopes.at(-1)
            if (event.key === 'Backspace' && text === '' && last !== undefined) remove(last)
          }}
        />
      </Field>
      {scopes.length > 0 && chips}
    </div>
  )
}
