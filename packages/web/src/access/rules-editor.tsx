import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useId, useMemo, useRef, useState } from 'react'
import { resourcesQuery } from '../app/queries.ts'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Combobox } from './combobox.tsx'
import { NotRead } from './not-read.tsx'
import { actionsFor, matching, type Resource, resourceSuggestions } from './resources.ts'
import { RuleRow } from './rule-row.tsx'
import { resourceProblem, rulesOf, withActions } from './rules.ts'
import { ScopeChips } from './scope-chips.tsx'

const NO_RESOURCES: readonly Resource[] = []

/** Scopes as rules with ticks, and the same scopes as chips; a change of one is seen in the other. */
export function RulesEditor({
  domain,
  scopes,
  onChange,
  disabled = false,
}: {
  domain: string
  scopes: readonly string[]
  onChange: (scopes: string[]) => void
  disabled?: boolean
}) {
  const resources = useQuery(resourcesQuery(domain))
  const known = resources.data ?? NO_RESOURCES
  const { rules } = useMemo(() => rulesOf(scopes), [scopes])
  // A rule stays in its place while it has no ticks: nobody is done with it yet.
  const [places, setPlaces] = useState<string[]>([])
  const rows = [...new Set([...places, ...rules.map(({ resource }) => resource)])]
  const headingId = useId()

  function setActions(resource: string, actions: readonly string[]) {
    setPlaces(rows)
    onChange(withActions(scopes, resource, actions))
  }

  function add(resource: string) {
    if (!rows.includes(resource)) setPlaces([...rows, resource])
  }

  function remove(resource: string) {
    setPlaces(rows.filter(other => other !== resource))
    onChange(withActions(scopes, resource, []))
  }

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <section aria-labelledby={headingId} className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <h3 id={headingId} className="font-medium">
          Rules
        </h3>
        <NotRead what="The resources to choose from" query={resources} />
        {rows.length === 0 ? (
          <p className="rounded-lg border border-dashed border-line px-3 py-4 text-muted">
            No rules: nothing is allowed.{' '}
            {!disabled && 'Add a resource below and tick what may be done with it.'}
          </p>
        ) : (
          <ul className="grid gap-2">
            {rows.map(resource => (
              <RuleRow
                key={resource}
                resource={resource}
                description={known.find(({ permission }) => permission === resource)?.description}
                actions={rules.find(rule => rule.resource === resource)?.actions ?? []}
                known={actionsFor(resource, known)}
                disabled={disabled}
                onChange={actions => setActions(resource, actions)}
                onRemove={() => remove(resource)}
              />
            ))}
          </ul>
        )}
        {!disabled && <AddRule known={known} taken={rows} onAdd={add} />}
      </section>
      <ScopeChips
        known={known}
        scopes={scopes}
        disabled={disabled}
        onChange={next => {
          const left = new Set(rulesOf(next).rules.map(({ resource }) => resource))
          setPlaces(rows.filter(resource => left.has(resource)))
          onChange(next)
        }}
      />
    </div>
  )
}

function AddRule({
  known,
  taken,
  onAdd,
}: {
  known: readonly Resource[]
  taken: readonly string[]
  onAdd: (resource: string) => void
}) {
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const field = useRef<HTMLInputElement>(null)
  const suggestions = useMemo(
    () =>
      matching(
        resourceSuggestions(known).filter(({ value }) => !taken.includes(value)),
        text,
      ),
    [known, taken, text],
  )

  function add(typed: string) {
    const resource = typed.trim()
    const wrong = resource === '' ? 'Choose or type a resource first.' : resourceProblem(resource)
    setProblem(taken.includes(resource) ? 'There is a rule for it already.' : wrong)
    if (wrong !== undefined || taken.includes(resource)) return field.current?.focus()
    setText('')
    onAdd(resource)
  }

  return (
    <div className="flex flex-wrap items-start gap-2">
      <Field
        className="min-w-0 flex-1 basis-60"
        label="Resource"
        hint="Choose one, or type your own; * stands for a whole segment."
        error={problem}
      >
        <Combobox
          ref={field}
          mono
          listLabel="Resources"
          placeholder="content.article"
          text={text}
          onText={next => {
            setText(next)
            setProblem(undefined)
          }}
          suggestions={suggestions}
          onPick={add}
          onEnter={() => add(text)}
        />
      </Field>
      <Button className="sm:mt-[1.65rem]" onClick={() => add(text)}>
        <Plus aria-hidden /> Add rule
      </Button>
    </div>
  )
}
