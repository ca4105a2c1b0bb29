import { displayName, type endpoints, type ResponseBody } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { z } from 'zod'
import { domainQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Card, Facts } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { QueryState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { DeleteDomain } from './delete-domain.tsx'
import { SaveBar } from './save-bar.tsx'
import { SettingsPage } from './settings-page.tsx'
import { useSaveDomain } from './use-save-domain.ts'

type Domain = ResponseBody<typeof endpoints.domains.read>

/** Name, slug and id of a domain, and its end. */
export function GeneralPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const query = useQuery(domainQuery(domain))
  return (
    <SettingsPage domain={domain} section="General">
      <QueryState query={query}>
        {data => (
          <>
            <Card title="Domain">
              <Identity domain={data} />
              <NameForm
                domain={domain}
                name={data.name}
                mayChange={can('backoffice.domains:update')}
              />
            </Card>
            {can('backoffice.domains:delete') && <DeleteDomain domain={data} />}
          </>
        )}
      </QueryState>
    </SettingsPage>
  )
}

function Identity({ domain: { slug, id, createdAt } }: { domain: Domain }) {
  return (
    <Facts
      facts={[
        ['Slug', <Copyable key="slug" text={slug} name="slug" />],
        ['Id', <Copyable key="id" text={id} name="id" />],
        ['Made', <Time key="made" at={createdAt} />],
      ]}
    />
  )
}

function Copyable({ text, name }: { text: string; name: string }) {
  return (
    <span className="-my-1.5 flex items-center gap-1">
      <code className="min-w-0 font-mono break-all">{text}</code>
      <CopyButton iconOnly text={text} label={`Copy ${name}`} />
    </span>
  )
}

const nameSchema = z.object({ name: displayName })

function NameForm({
  domain,
  name,
  mayChange,
}: {
  domain: string
  name: string
  mayChange: boolean
}) {
  const { form, refused } = useContractForm(nameSchema, { name })
  const save = useSaveDomain(domain, {
    onSaved: ({ name }) => form.reset({ name }),
    onRefused: refused,
  })
  // Somebody else's change shows, unless this person is about to change the same.
  useEffect(() => form.reset({ name }, { keepDirtyValues: true, keepDirty: true }), [form, name])
  const { errors, isDirty } = form.formState
  return (
    <form
      className="mt-5"
      noValidate
      onSubmit={event => void form.handleSubmit(body => save.mutate(body))(event)}
    >
      <Field
        label="Name"
        hint="For people: it is shown here and in invitations. Keys and addresses use the slug, which stays."
        error={errors.name?.message}
      >
        <Input {...form.register('name')} autoComplete="off" disabled={!mayChange} />
      </Field>
      {mayChange && (
        <SaveBar changed={isDirty} busy={save.isPending} onDiscard={() => form.reset()} />
      )}
    </form>
  )
}
