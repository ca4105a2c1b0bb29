import { displayName } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { z } from 'zod'
import { useCan } from '../../app/session.tsx'
import { Card, Facts } from '../../ui/card.tsx'
import { CopyButton } from '../../ui/copy.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { QueryState } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { DeleteDomain } from './delete-domain.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Domain, type VersionedDomain, versionedDomainQuery } from './settings.queries.ts'
import { SettingsPage } from './settings-page.tsx'
import { useDomainForm } from './use-domain-form.ts'

/** Name, slug and id of a domain, and its end. */
export function GeneralPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const query = useQuery(versionedDomainQuery(domain))
  return (
    <SettingsPage domain={domain} section="General">
      <QueryState query={query}>
        {loaded => (
          <>
            <Card title="Domain">
              <Identity domain={loaded.value} />
              <NameForm
                domain={domain}
                loaded={loaded}
                mayChange={can('backoffice.domains:update')}
              />
            </Card>
            {can('backoffice.domains:delete') && <DeleteDomain domain={loaded.value} />}
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
  loaded,
  mayChange,
}: {
  domain: string
  loaded: VersionedDomain
  mayChange: boolean
}) {
  const state = useDomainForm({ domain, loaded, schema: nameSchema, valuesOf })
  const { form } = state
  return (
    <form className="mt-5" noValidate onSubmit={event => void form.handleSubmit(state.save)(event)}>
      <Field
        label="Name"
        hint="For people: it is shown here and in invitations. Keys and addresses use the slug, which stays."
        error={form.formState.errors.name?.message}
      >
        <Input {...form.register('name')} autoComplete="off" disabled={!mayChange} />
      </Field>
      {mayChange && <SaveBar state={state} />}
    </form>
  )
}

function valuesOf({ name }: Domain): z.input<typeof nameSchema> {
  return { name }
}
