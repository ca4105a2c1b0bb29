import { useState } from 'react'
import { Checkbox, Field, FieldSet, Input, Select, Textarea } from '../../../ui/field.tsx'
import {
  advancedOf,
  formKindOf,
  OFFERED_KINDS,
  ofKind,
  oneOf,
  TEXT_FORMATS,
  withAdvanced,
  withKeyword,
  withMany,
  withOne,
} from './field-forms.ts'
import { JsonField, NumberField, ValueField } from './field-inputs.tsx'
import { type FieldKind, isSchema, type JsonSchema, KIND_LABELS, shapeOf } from './field-kind.ts'

interface LimitsProps {
  schema: JsonSchema
  /** Names of the content types that relations can lead to. */
  types: readonly string[]
  onChange: (schema: JsonSchema) => void
}

/** What values a field may have: by its kind, and then whatever else its schema says. */
export function FieldLimits(props: LimitsProps) {
  const { schema, onChange } = props
  const kind = formKindOf(schema)
  const advanced = advancedOf(schema)
  const { many } = shapeOf(schema)
  return (
    <>
      {(kind === 'text' || kind === 'markdown') && <TextLimits {...props} />}
      {(kind === 'number' || kind === 'integer') && (
        <div className={PAIR}>
          <Limit {...props} keyword="minimum" label="At least" />
          <Limit {...props} keyword="maximum" label="At most" />
        </div>
      )}
      {kind === 'choice' && <ChoiceLimits {...props} />}
      {kind === 'relation' && <RelationLimits {...props} />}
      {(kind === 'choice' || kind === 'relation' || kind === 'media') && (
        <Checkbox
          label={MANY_LABELS[kind]}
          checked={many}
          onChange={event => onChange(withMany(schema, event.target.checked))}
        />
      )}
      {kind === 'list' && <ItemsLimits {...props} />}
      {(many || kind === 'list') && (
        <div className={PAIR}>
          <Limit {...props} keyword="minItems" label="At least so many" whole />
          <Limit {...props} keyword="maxItems" label="At most so many" whole />
        </div>
      )}
      {HAVE_DEFAULT.has(kind) && !many && (
        <ValueField
          label="Default"
          hint="What editors find filled in. Objects without a value stay as they are."
          schema={schema}
          value={schema.default}
          onChange={value => onChange(withKeyword(schema, 'default', value))}
        />
      )}
      {(kind === 'other' || Object.keys(advanced).length > 0) && (
        <JsonField
          label={kind === 'other' ? 'JSON Schema' : 'Advanced'}
          hint="Keywords that this form does not know. They are kept as they are."
          only="object"
          value={Object.keys(advanced).length > 0 ? advanced : undefined}
          onChange={value => onChange(withAdvanced(schema, isSchema(value) ? value : {}))}
        />
      )}
    </>
  )
}

/** The list of kinds for a field that is there. */
export function KindSelect({
  label,
  schema,
  kinds,
  onChange,
}: {
  label: string
  schema: JsonSchema
  kinds?: readonly FieldKind[]
  onChange: (schema: JsonSchema) => void
}) {
  const kind = formKindOf(schema)
  const offered = OFFERED_KINDS.map(offer => offer.kind).filter(
    one => kinds === undefined || kinds.includes(one),
  )
  return (
    <Field label={label}>
      <Select
        value={kind}
        onChange={event => {
          const chosen = offered.find(one => one === event.target.value)
          if (chosen) onChange(ofKind(chosen, schema))
        }}
      >
        {!offered.includes(kind) && <option value={kind}>{KIND_LABELS[kind]}</option>}
        {offered.map(one => (
          <option key={one} value={one}>
            {KIND_LABELS[one]}
          </option>
        ))}
      </Select>
    </Field>
  )
}

const PAIR = 'grid grid-cols-2 gap-3'

const MANY_LABELS = {
  choice: 'Several can be chosen',
  relation: 'Leads to several objects',
  media: 'Several files',
} as const

const HAVE_DEFAULT: ReadonlySet<FieldKind> = new Set([
  ...(['text', 'markdown', 'number', 'integer', 'boolean', 'date', 'date-time'] as const),
  'choice',
])

const ITEM_KINDS: readonly FieldKind[] = [
  ...(['text', 'markdown', 'number', 'integer', 'boolean', 'date', 'date-time'] as const),
  ...(['choice', 'object'] as const),
]

function Limit({
  schema,
  keyword,
  label,
  whole,
  onChange,
}: LimitsProps & { keyword: string; label: string; whole?: boolean }) {
  return (
    <NumberField
      label={label}
      value={schema[keyword]}
      {...(whole && { whole })}
      onChange={value => onChange(withKeyword(schema, keyword, value))}
    />
  )
}

function TextLimits(props: LimitsProps) {
  const { schema, onChange } = props
  const isPlain = formKindOf(schema) === 'text'
  const known = TEXT_FORMATS.some(({ format }) => format === schema.format)
  return (
    <>
      {isPlain && (
        <div className="grid items-start gap-3 sm:grid-cols-2">
          <Field label="Format">
            <Select
              value={typeof schema.format === 'string' ? schema.format : ''}
              onChange={event =>
                onChange(withKeyword(schema, 'format', event.target.value || undefined))
              }
            >
              <option value="">Any text</option>
              {!known && typeof schema.format === 'string' && (
                <option value={schema.format}>{schema.format}</option>
              )}
              {TEXT_FORMATS.map(({ format, label }) => (
                <option key={format} value={format}>
                  {label}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Pattern" hint="A regular expression that the text must match.">
            <Input
              value={typeof schema.pattern === 'string' ? schema.pattern : ''}
              onChange={event =>
                onChange(withKeyword(schema, 'pattern', event.target.value || undefined))
              }
              placeholder="^[A-Z]{3}-\d+$"
              autoComplete="off"
              spellCheck={false}
              className="font-mono text-[0.8125rem]"
            />
          </Field>
        </div>
      )}
      <div className={PAIR}>
        <Limit {...props} keyword="minLength" label="Shortest length" whole />
        <Limit {...props} keyword="maxLength" label="Longest length" whole />
      </div>
    </>
  )
}

function ChoiceLimits({ schema, onChange }: LimitsProps) {
  const one = oneOf(schema)
  const values: unknown[] = [one.enum].flat()
  const set = (next: unknown) => onChange(withOne(schema, { ...one, enum: next }))
  const [text, setText] = useState(() => values.join('\n'))
  if (!values.every(value => typeof value === 'string')) {
    return (
      <JsonField
        label="Choices"
        only="list"
        value={values}
        onChange={value => set(Array.isArray(value) ? value : [])}
      />
    )
  }
  // It was changed elsewhere; blank lines are those of somebody who is typing.
  const shown = isSameList(linesOf(text), values) ? text : values.join('\n')
  return (
    <Field label="Choices" hint="One in each line.">
      <Textarea
        rows={Math.min(12, Math.max(3, values.length + 1))}
        value={shown}
        onChange={event => {
          setText(event.target.value)
          set(linesOf(event.target.value))
        }}
      />
    </Field>
  )
}

function RelationLimits({ schema, types, onChange }: LimitsProps) {
  const one = oneOf(schema)
  const { to } = shapeOf(schema)
  const offered = [...new Set([...types, ...to])]
  return (
    <FieldSet legend="Leads to objects of">
      {offered.length === 0 && (
        <p className="text-muted">There is no other content type yet. Make one first.</p>
      )}
      <div className="flex max-h-48 flex-wrap gap-x-5 gap-y-2 overflow-y-auto">
        {offered.map(type => (
          <Checkbox
            key={type}
            label={<span className="font-mono text-[0.8125rem]">{type}</span>}
            checked={to.includes(type)}
            onChange={event => {
              const next = event.target.checked ? [...to, type] : to.filter(name => name !== type)
              onChange(withOne(schema, { ...one, relation: next }))
            }}
          />
        ))}
      </div>
    </FieldSet>
  )
}

function ItemsLimits({ schema, types, onChange }: LimitsProps) {
  const items = isSchema(schema.items) ? schema.items : {}
  const set = (next: JsonSchema) => onChange({ ...schema, items: next })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3 border-l-2 border-line pl-4">
      <KindSelect label="Each value is" schema={items} kinds={ITEM_KINDS} onChange={set} />
      <FieldLimits schema={items} types={types} onChange={set} />
    </div>
  )
}

/** Each choice once: a schema with one twice is refused by most validators. */
function linesOf(text: string): string[] {
  const lines = text.split('\n').map(line => line.trim())
  return [...new Set(lines.filter(line => line !== ''))]
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index])
}
