import { domainSettings } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { z } from 'zod'
import { useCan } from '../../app/session.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox, Field, Textarea } from '../../ui/field.tsx'
import { QueryState } from '../../ui/states.tsx'
import { SaveBar } from './save-bar.tsx'
import { type Domain, type VersionedDomain, versionedDomainQuery } from './settings.queries.ts'
import { SettingsPage } from './settings-page.tsx'
import { useDomainForm } from './use-domain-form.ts'

/** Who may read what is published, from which web pages, and which files there may be. */
export function HeadlessPage() {
  const { domain = '' } = useParams({ strict: false })
  const can = useCan(domain)
  const query = useQuery(versionedDomainQuery(domain))
  return (
    <SettingsPage domain={domain} section="Headless">
      <QueryState query={query}>
        {loaded => (
          <HeadlessForm
            domain={domain}
            loaded={loaded}
            mayChange={can('backoffice.domains:update')}
          />
        )}
      </QueryState>
    </SettingsPage>
  )
}

const headless = z.object({
  deliveryProtected: domainSettings.shape.deliveryProtected,
  deliveryOrigins: z
    .string()
    .transform(text => text.split(/[\s,]+/).filter(origin => origin !== ''))
    .pipe(domainSettings.shape.deliveryOrigins),
  mediaTypes: z
    .string()
    .transform(text => text.split(/[\s,]+/).filter(type => type !== ''))
    .pipe(domainSettings.shape.mediaTypes),
})

function HeadlessForm({
  domain,
  loaded,
  mayChange,
}: {
  domain: string
  loaded: VersionedDomain
  mayChange: boolean
}) {
  const state = useDomainForm({ domain, loaded, schema: headless, valuesOf })
  const { form } = state
  const { errors } = form.formState
  const save = (settings: z.output<typeof headless>) => state.save({ settings })
  return (
    <form noValidate onSubmit={event => void form.handleSubmit(save)(event)}>
      <fieldset disabled={!mayChange} className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {!mayChange && (
          <p className="text-muted">Only those who may change the domain can change this.</p>
        )}
        <Card title="Delivery">
          <Checkbox
            {...form.register('deliveryProtected')}
            label="Protect delivery"
            hint="Published content then needs a key or a session that may read its type. Otherwise everybody can read what is published. Drafts and changes always need one. It applies at once, everywhere."
          />
        </Card>
        <Card title="Web pages">
          <Field
            label="Origins"
            hint="Pages of these origins may read delivery in a browser (CORS), one a line, as in https://www.example.com; * stands for every one."
            error={firstOf(errors.deliveryOrigins)}
          >
            <Textarea
              {...form.register('deliveryOrigins')}
              rows={4}
              autoComplete="off"
              spellCheck={false}
              placeholder="None"
              className="font-mono"
            />
          </Field>
        </Card>
        <Card title="Files">
          <Field
            label="Types"
            hint="What may be uploaded, by what a file holds, one a line, as in image/* or application/pdf; */* stands for everything. Files that are there already stay."
            error={firstOf(errors.mediaTypes)}
          >
            <Textarea
              {...form.register('mediaTypes')}
              rows={3}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
        </Card>
      </fieldset>
      {mayChange && <SaveBar state={state} />}
    </form>
  )
}

function valuesOf({ settings }: Domain): z.input<typeof headless> {
  const { deliveryProtected, deliveryOrigins, mediaTypes } = settings
  return {
    deliveryProtected,
    deliveryOrigins: deliveryOrigins.join('\n'),
    mediaTypes: mediaTypes.join('\n'),
  }
}

/** A list says which of its entries is wrong: the message of the first one stands for all. */
function firstOf(error: unknown): string | undefined {
  const wrong: unknown = Array.isArray(error) ? error.find(entry => entry) : error
  if (typeof wrong !== 'object' || wrong === null || !('message' in wrong)) return undefined
  return String(wrong.message)
}
