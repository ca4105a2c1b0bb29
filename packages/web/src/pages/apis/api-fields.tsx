import { useMemo, useState } from 'react'
import type { FieldErrors } from '../../app/use-field-errors.ts'
import { Card } from '../../ui/card.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { type ApiDraft, permissionsOf, slugOf, unplacedErrors, withSlug } from './api-draft.ts'
import { ResourcesEditor } from './resources-editor.tsx'
import { RoutesEditor } from './routes-editor.tsx'
import { UnmatchedField } from './unmatched-field.tsx'

/** Everything about an API that can be edited. */
export function ApiFields({
  draft,
  errors,
  isNew = false,
  disabled = false,
  onChange,
}: {
  draft: ApiDraft
  errors: FieldErrors
  /** The slug can still be chosen. */
  isNew?: boolean
  disabled?: boolean
  onChange: (draft: ApiDraft) => void
}) {
  const [slugIsOwn, setSlugIsOwn] = useState(false)
  const { slug, resources } = draft
  const unplaced = unplacedErrors(errors, isNew)
  const permissions = useMemo(() => permissionsOf({ slug, resources }), [slug, resources])

  function rename(name: string) {
    const renamed = { ...draft, name }
    onChange(isNew && !slugIsOwn ? withSlug(renamed, slugOf(name)) : renamed)
  }

  return (
    <>
      <Card title="About">
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 md:grid-cols-2">
          <Field label="Name" error={errors.get('/name')}>
            <Input
              value={draft.name}
              disabled={disabled}
              onChange={event => rename(event.target.value)}
              autoComplete="off"
            />
          </Field>
          {isNew && (
            <Field
              label="Slug"
              hint="Begins every permission of the API and stands in its forward-auth address. Fixed once registered."
              error={errors.get('/slug')}
            >
              <Input
                value={draft.slug}
                onChange={event => {
                  setSlugIsOwn(event.target.value !== '')
                  onChange(withSlug(draft, event.target.value))
                }}
                autoComplete="off"
                spellCheck={false}
                className="font-mono text-[0.8125rem]"
              />
            </Field>
          )}
          <Field
            label="Description"
            optional
            error={errors.get('/description')}
            className="md:col-span-2"
          >
            <Textarea
              rows={2}
              value={draft.description}
              disabled={disabled}
              onChange={event => onChange({ ...draft, description: event.target.value })}
            />
          </Field>
        </div>
      </Card>
      <Card title="Resources" description="What the API holds, and what can be done with it.">
        <ResourcesEditor
          slug={draft.slug}
          value={draft.resources}
          errors={errors}
          disabled={disabled}
          onChange={resources => onChange({ ...draft, resources })}
        />
      </Card>
      <Card
        title="Routes"
        description="Which permission each request needs. The most specific path wins, and a method wins over *."
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <RoutesEditor
            value={draft.routes}
            permissions={permissions}
            errors={errors}
            disabled={disabled}
            onChange={routes => onChange({ ...draft, routes })}
          />
          <UnmatchedField
            value={draft.unmatched}
            permissions={permissions}
            error={errors.get('/unmatched')}
            disabled={disabled}
            onChange={unmatched => onChange({ ...draft, unmatched })}
          />
        </div>
      </Card>
      {unplaced.length > 0 && (
        <ul role="alert" className="rounded-lg bg-danger-soft px-3 py-2.5 text-danger">
          {unplaced.map(message => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
    </>
  )
}
