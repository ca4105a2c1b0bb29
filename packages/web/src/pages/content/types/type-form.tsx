import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field, Input, Select, Textarea } from '../../../ui/field.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { isTextField } from './field-forms.ts'
import { labelOf } from './field-kind.ts'
import { FieldsEditor } from './fields-editor.tsx'
import { GroupEditor } from './group-editor.ts'
import { GroupFields } from './group-fields.tsx'
import { SchemaView } from './schema-view.tsx'
import { nameOf, withFields } from './type-draft.ts'
import { contentTypesQuery } from './types.queries.ts'
import type { TypeDraftState } from './use-type-draft.ts'

/** All that can be said about a content type: as a form, or its fields as JSON Schema. */
export function TypeForm({
  domain,
  state,
  isNew = false,
  disabled = false,
  onTextWrong,
}: {
  domain: string
  state: TypeDraftState
  isNew?: boolean
  disabled?: boolean
  /** Whether what stands in the JSON Schema can be sent. */
  onTextWrong: (isWrong: boolean) => void
}) {
  const { draft, errors, change } = state
  const [tab, setTab] = useState('form')
  const [isWrong, setIsWrong] = useState(false)
  const [warns, setWarns] = useState(false)
  const { data: known = [] } = useQuery(contentTypesQuery(domain))
  const own = isNew && draft.name !== '' ? [draft.name] : []
  const types = [...new Set([...known.map(({ name }) => name), ...own])]

  function textIsWrong(wrong: boolean) {
    setIsWrong(wrong)
    setWarns(warns && wrong)
    onTextWrong(wrong)
  }

  return (
    <>
      <Card title="About">
        <About state={state} isNew={isNew} disabled={disabled} />
      </Card>
      <Card
        title="Fields"
        description="What every object of this type has, in the order in which editors see it."
      >
        <Tabs
          label="How to edit fields"
          value={tab}
          onValueChange={next => (isWrong ? setWarns(true) : setTab(next))}
          tabs={[
            {
              id: 'form',
              label: 'Form',
              content: (
                <GroupEditor value={GroupFields}>
                  <FieldsEditor
                    label="Fields"
                    fields={draft.fields}
                    errors={errors}
                    types={types}
                    named={[
                      { name: draft.titleField, as: 'Title' },
                      { name: draft.slugField, as: 'Slug' },
                    ]}
                    disabled={disabled}
                    onChange={fields => change(withFields(draft, fields))}
                  />
                </GroupEditor>
              ),
            },
            {
              id: 'json',
              label: 'JSON Schema',
              content: (
                <SchemaView
                  draft={draft}
                  errors={errors}
                  disabled={disabled}
                  onChange={change}
                  onWrong={textIsWrong}
                />
              ),
            },
          ]}
        />
        {warns && (
          <div
            role="alert"
            className="mt-3 flex flex-wrap items-center gap-3 rounded-lg bg-warning-soft p-3"
          >
            <p className="flex-1">
              The form cannot show this until the JSON is right. Mend it, or go back to how it was
              when it was last right.
            </p>
            <Button
              size="small"
              onClick={() => {
                textIsWrong(false)
                setTab('form')
              }}
            >
              Go back
            </Button>
          </div>
        )}
        <Others state={state} />
      </Card>
      <Card
        title="Title and slug"
        description="Which fields name an object, in lists and in addresses."
      >
        <Naming state={state} isNew={isNew} disabled={disabled} />
      </Card>
    </>
  )
}

interface PartProps {
  state: TypeDraftState
  disabled: boolean
}

function About({ state, isNew, disabled }: PartProps & { isNew: boolean }) {
  const { draft, errors, change } = state
  const follows = isNew && draft.name === nameOf(draft.label, 'type')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2">
      <Field
        label="Label"
        hint="What people call one of them, as in Article."
        error={errors.get('/label')}
      >
        <Input
          value={draft.label}
          disabled={disabled}
          maxLength={100}
          autoComplete="off"
          onChange={event => {
            const label = event.target.value
            change({ ...draft, label, ...(follows && { name: nameOf(label, 'type') }) })
          }}
        />
      </Field>
      <Field
        label="Name"
        hint={
          isNew ? (
            'In addresses, permissions and GraphQL. It stays as it is from then on.'
          ) : (
            <>
              Permissions begin with <code className="font-mono">content.{draft.name}</code>.
            </>
          )
        }
        error={errors.get('/name')}
      >
        <Input
          value={draft.name}
          disabled={disabled}
          readOnly={!isNew}
          maxLength={48}
          autoComplete="off"
          spellCheck={false}
          className="font-mono text-[0.8125rem] read-only:bg-sunken read-only:text-muted"
          onChange={event => change({ ...draft, name: event.target.value })}
        />
      </Field>
      <Field
        label="Description"
        optional
        hint="Shown in the role matrix, too."
        className="sm:col-span-2"
        error={errors.get('/description')}
      >
        <Textarea
          rows={2}
          value={draft.description}
          disabled={disabled}
          onChange={event => change({ ...draft, description: event.target.value })}
        />
      </Field>
    </div>
  )
}

function Naming({ state, isNew, disabled }: PartProps & { isNew: boolean }) {
  const { draft, errors, change } = state
  const options = draft.fields
    .filter(({ name, schema }) => name.trim() !== '' && isTextField(schema))
    .map(({ row, name, schema }) => (
      <option key={row} value={name}>
        {labelOf(name, schema)}
      </option>
    ))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 sm:grid-cols-2">
      <Field
        label="Title field"
        hint="What lists and search show. Without one they show the id."
        error={errors.get('/titleField')}
      >
        <Select
          value={draft.titleField ?? ''}
          disabled={disabled}
          onChange={event => change({ ...draft, titleField: event.target.value || null })}
        >
          <option value="">{isNew ? 'The first text field' : 'None'}</option>
          {options}
        </Select>
      </Field>
      <Field
        label="Slug field"
        hint="Finds an object in delivery by its address; unique among all of the type."
        error={errors.get('/slugField')}
      >
        <Select
          value={draft.slugField ?? ''}
          disabled={disabled}
          onChange={event => change({ ...draft, slugField: event.target.value || null })}
        >
          <option value="">None</option>
          {options}
        </Select>
      </Field>
    </div>
  )
}

/** What is wrong with the schema as a whole, and so can be shown at none of its fields. */
function Others({ state: { errors } }: { state: TypeDraftState }) {
  const others = [...errors].filter(([at]) => !PLACED.test(at))
  if (others.length === 0) return null
  return (
    <ul role="alert" className="mt-3 text-danger">
      {others.map(([at, message]) => (
        <li key={at}>{at === '/schema' ? message : `${at.slice(1)}: ${message}`}</li>
      ))}
    </ul>
  )
}

const PLACED = /^\/(name|label|description|titleField|slugField|fields\/.*)$/
