import type { ContentType } from '@keywright/contract'
// The entry of the package also brings what its own tests need, which is not installed.
import Form from '@rjsf/core/lib/components/Form.js'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { FieldProblem } from './check-fields.ts'
import type { Fields } from './fields.ts'
import { planForm } from './form-schema.ts'
import { TEMPLATES } from './form-templates.tsx'
import { createFormValidator, errorsAt } from './form-validator.ts'
import { WIDGETS } from './form-widgets.tsx'
import { firstOf, LedTo, type Place } from './led-to.ts'
import { MediaField, RelationField } from './reference-fields.tsx'
import { OBJECT_FORM } from './save-bar.tsx'

/** The fields of an object as a form, drawn from the schema of its type. */
export default function ObjectForm({
  domain,
  type,
  fields,
  stored,
  problems,
  onChange,
  onSubmit,
}: {
  domain: string
  type: ContentType
  fields: Fields
  /** The object as the form began with it. */
  stored: Fields
  /** What the server refused. */
  problems: readonly FieldProblem[]
  onChange: (fields: Fields) => void
  onSubmit: () => void
}) {
  const plan = useMemo(() => planForm(type), [type])
  const validator = useMemo(() => createFormValidator(type, stored), [type, stored])
  const refused = useMemo(() => errorsAt(problems), [problems])
  const [wasRefused, setWasRefused] = useState(false)
  const frame = useRef<HTMLDivElement>(null)
  const known = useRef<readonly FieldProblem[]>([])
  const [ledTo, setLedTo] = useState<Place>()

  /** Shows the first of these places, which may be far down a list, and goes there. */
  const lead = useCallback(
    (places: readonly Place[]) => setLedTo([...(firstOf(plan.schema, places) ?? [])]),
    [plan],
  )
  useEffect(() => {
    if (ledTo) focusFirstProblem(frame.current)
  }, [ledTo])
  // They come with an answer and go one by one while typing: only new ones take the focus.
  useEffect(() => {
    if (problems.some(problem => !known.current.includes(problem))) {
      lead(problems.map(({ pointer }) => pointer.split('/').slice(1)))
    }
    known.current = problems
  }, [problems, lead])

  return (
    // What gets the focus comes to rest below the bar that stays at the top.
    <div ref={frame} className="[&_:is(input,textarea,select,button,a)]:scroll-mt-36">
      <LedTo value={ledTo}>
        <Form<Fields>
          id={OBJECT_FORM}
          className="grid grid-cols-[minmax(0,1fr)] gap-5"
          schema={plan.schema}
          uiSchema={plan.uiSchema}
          validator={validator}
          formData={fields}
          formContext={{ domain }}
          fields={FIELDS}
          widgets={WIDGETS}
          templates={TEMPLATES}
          extraErrors={refused}
          liveValidate={wasRefused ? 'onChange' : false}
          showErrorList={false}
          noHtml5Validate
          idPrefix="#"
          idSeparator="/"
          experimental_defaultFormStateBehavior={NOTHING_BY_ITSELF}
          onChange={({ formData }) => onChange(formData ?? {})}
          onSubmit={onSubmit}
          onError={errors => {
            setWasRefused(true)
            lead(errors.map(({ property = '' }) => property.split('.').filter(name => name !== '')))
          }}
        />
      </LedTo>
    </div>
  )
}

const FIELDS = { relation: RelationField, media: MediaField }

/** What a form holds was typed or stored: it makes nothing up. */
const NOTHING_BY_ITSELF = {
  emptyObjectFields: 'skipEmptyDefaults',
  arrayMinItems: { populate: 'never' },
  constAsDefaults: 'never',
  requiredBooleanDefault: 'skip',
} as const

function focusFirstProblem(frame: HTMLElement | null) {
  // Once what is wrong has been drawn.
  requestAnimationFrame(() => {
    const problem = frame?.querySelector<HTMLElement>('[aria-invalid=true], [data-invalid]')
    const control = problem?.matches('[data-invalid]')
      ? problem.querySelector<HTMLElement>('input, textarea, select, button')
      : problem
    control?.focus()
  })
}
