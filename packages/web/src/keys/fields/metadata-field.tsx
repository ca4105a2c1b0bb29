import { Plus, X } from 'lucide-react'
import { useRef } from 'react'
import { Button, IconButton } from '../../ui/button.tsx'
import { FieldSet, Input } from '../../ui/field.tsx'
import { type Entry, metadataProblems } from './metadata.ts'

/** Small facts about the key, each a name with a value. */
export function MetadataField({
  entries,
  onChange,
  error,
}: {
  entries: readonly Entry[]
  onChange: (entries: Entry[]) => void
  /** Once there is one, each entry says what is wrong with it. */
  error: string | undefined
}) {
  const problems = error === undefined ? NONE : metadataProblems(entries)
  const lastId = useRef(Math.max(0, ...entries.map(({ id }) => id)))

  function change(id: number, part: Partial<Entry>) {
    onChange(entries.map(entry => (entry.id === id ? { ...entry, ...part } : entry)))
  }

  function add() {
    lastId.current++
    onChange([...entries, { id: lastId.current, name: '', value: '' }])
  }

  return (
    <FieldSet
      legend="Metadata"
      hint="Small facts of your own; every verification answers them. Nothing secret. 12, true and null are taken as such; as text they stand in quotes."
      error={error}
    >
      {entries.map((entry, index) => {
        const problem = problems.get(entry.id)
        return (
          <div key={entry.id} className="grid gap-1">
            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] gap-2">
              <Input
                aria-label={`Name of entry ${index + 1}`}
                aria-invalid={problem !== undefined || undefined}
                placeholder="customer"
                value={entry.name}
                onChange={event => change(entry.id, { name: event.target.value })}
              />
              <Input
                aria-label={`Value of entry ${index + 1}`}
                placeholder="Value"
                value={entry.value}
                onChange={event => change(entry.id, { value: event.target.value })}
              />
              <IconButton
                label={`Remove entry ${index + 1}`}
                onClick={() => onChange(entries.filter(({ id }) => id !== entry.id))}
              >
                <X aria-hidden />
              </IconButton>
            </div>
            {problem !== undefined && (
              <p role="alert" className="text-[0.8125rem] text-danger">
                {problem}
              </p>
            )}
          </div>
        )
      })}
      <div>
        <Button size="small" onClick={add}>
          <Plus aria-hidden /> Add entry
        </Button>
      </div>
    </FieldSet>
  )
}

const NONE: ReadonlyMap<number, string> = new Map()
