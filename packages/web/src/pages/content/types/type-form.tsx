import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field, Input, Textarea } from '../../../ui/field.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { FieldsEditor } from './fields-editor.tsx'
import { GroupEditor } from './group-editor.ts'
import { GroupFields } from './group-fields.tsx'
import { Naming } from './naming.tsx'
import { SchemaView } from './schema-view.tsx'
import { nameOf, withFields } from './type-draft.ts'
import { contentTypesQuery } from './types.queries.ts'
import type { TypeDraftState } from './use-type-draft.ts'
import { useTextsWithin, WrongTexts } from './wrong-texts.ts'

/** All that can be said about a content type: as a form, or its fields as JSON Schema. */
export function TypeForm({
  domain,
  state,
  isNew = false,
  disabled = false,
}: {
  domain: string
  state: TypeDraftState
  isNew?: boolean
  disabled?: boolean
}) {
  const { draft, base, errors, change } = state
  const [tab, setTab] = useState('form')
  const [isTextWrong, texts] = useTextsWithin()
  const [wanted, setWanted] = useState<string>()
  const { data: known = [] } = useQuery(contentTypesQuery(domain))
  const own = isNew && draft.name !== '' ? [draft.name] : []
  const types = [...new Set([...known.map(({ name }) => name), ...own])]

  function show(next: string) {
    setWanted(undefined)
    setTab(next)
  }

  return (
    <WrongTexts value={texts}>
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
          onValueChange={next => (isTextWrong ? setWanted(next) : show(next))}
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
                  base={base}
                  errors={errors}
                  disabled={disabled}
                  onChange={change}
                />
              ),
            },
          ]}
        />
        {isTextWrong && wanted !== undefined && (
          <div
            role="alert"
            className="mt-3 flex flex-wrap items-center gap-3 rounded-lg bg-warning-soft p-3"
          >
            <p className="flex-1">
              {tab === 'json' ? 'The form' : 'The JSON Schema'} cannot show this until the JSON is
              right. Mend it, or go back to how it was when it was last right.
            </p>
            <Button size="small" onClick={() => show(wanted)}>
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
    </WrongTexts>
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
