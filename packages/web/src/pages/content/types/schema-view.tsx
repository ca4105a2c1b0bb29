import { useState } from 'react'
import type { FieldErrors } from '../../../app/use-field-errors.ts'
import { Field, Textarea } from '../../../ui/field.tsx'
import { isSchema } from './field-kind.ts'
import { JsonTextError, lineOf, readJsonText } from './json-text.ts'
import { schemaOf, type TypeDraft, withSchema } from './type-draft.ts'
import { areNamed, pointerOf } from './type-errors.ts'
import { useWrongText } from './wrong-texts.ts'

/** The schema as it is sent: what is written here is in the form at once, and the other way round. */
export function SchemaView({
  draft,
  base,
  errors,
  disabled,
  onChange,
}: {
  draft: TypeDraft
  /** The draft as it was last saved. */
  base: TypeDraft
  errors: FieldErrors
  disabled: boolean
  onChange: (draft: TypeDraft) => void
}) {
  const [text, setText] = useState(() => textOf(draft))
  const [taken, setTaken] = useState(text)
  const [error, setError] = useState<string>()
  // What is written here later has a name for every field.
  const [isNamed] = useState(() => areNamed(draft.fields))
  useWrongText(error !== undefined)
  // Others changed it.
  const current = textOf(draft)
  if (error === undefined && current !== taken) {
    setText(current)
    setTaken(current)
  }

  function type(next: string) {
    setText(next)
    const read = readSchema(next)
    setError(typeof read === 'string' ? read : undefined)
    if (typeof read === 'string') return
    const changed = withSchema(draft, read, base)
    setTaken(textOf(changed))
    onChange(changed)
  }

  if (!isNamed) {
    return (
      <p role="alert" className="rounded-lg bg-warning-soft px-3 py-2">
        Give every field a name of its own first: in JSON, fields are told apart by it.
      </p>
    )
  }
  const problems = placed(text, draft, errors)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <Field
        label="JSON Schema"
        hint={
          <>
            JSON Schema 2020-12. <code className="font-mono">relation: ["author"]</code> leads to
            objects of other types, <code className="font-mono">media: true</code> to a file.
          </>
        }
        error={error}
      >
        <Textarea
          rows={Math.min(32, Math.max(12, text.split('\n').length + 1))}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          readOnly={disabled}
          className="font-mono text-[0.8125rem] leading-5"
          value={text}
          onChange={event => type(event.target.value)}
        />
      </Field>
      {problems.length > 0 && (
        <ul role="alert" className="text-danger">
          {problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </div>
  )
}

function textOf(draft: TypeDraft): string {
  return JSON.stringify(schemaOf(draft), null, 2)
}

/** The schema in a text, or what is wrong with it and where. */
function readSchema(text: string): Record<string, unknown> | string {
  try {
    const { value, lines } = readJsonText(text)
    if (!isSchema(value)) return 'Line 1: expected a schema, which is an object.'
    const { properties = {} } = value
    const at = (pointer: string) => `Line ${lineOf(lines, pointer)}`
    if (!isSchema(properties)) return `${at('/properties')}: expected an object of fields.`
    const [wrong] = Object.entries(properties).filter(([, part]) => !isSchema(part))
    if (wrong) return `${at(`/properties/${wrong[0]}`)}: expected a schema, which is an object.`
    const { required = [] } = value
    if (!Array.isArray(required)) return `${at('/required')}: expected a list of names.`
    return value
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error
    return `Line ${error.line}: ${error.message}`
  }
}

/** What the server said, each with its line. */
function placed(text: string, draft: TypeDraft, errors: FieldErrors): string[] {
  if (errors.size === 0) return []
  try {
    const { lines } = readJsonText(text)
    return [...errors].flatMap(([pointer, message]) => {
      const field = draft.fields.find(one => `${pointer}/`.startsWith(`${pointerOf(one)}/`))
      const within = field
        ? `/properties/${field.name}${pointer.slice(pointerOf(field).length)}`
        : pointer.replace(/^\/schema/, '')
      if (!field && !pointer.startsWith('/schema')) return []
      return [`Line ${lineOf(lines, within) ?? 1}: ${within} ${message}`]
    })
  } catch {
    return []
  }
}
