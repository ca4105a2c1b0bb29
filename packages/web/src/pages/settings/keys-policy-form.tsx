import { domainSettings } from '@keywright/contract'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { Card } from '../../ui/card.tsx'
import { Checkbox, Field, Input } from '../../ui/field.tsx'
import { SaveBar } from './save-bar.tsx'
import type { Domain, VersionedDomain } from './settings.queries.ts'
import { useDomainForm } from './use-domain-form.ts'

/** What the settings say of keys. */
const policy = domainSettings.omit({
  deliveryProtected: true,
  deliveryOrigins: true,
  mediaTypes: true,
})

type Policy = z.output<typeof policy>

/** The keys policy; what each choice means for keys to come and for those that exist stands below it. */
export function KeysPolicyForm({
  domain,
  loaded,
  mayChange,
}: {
  domain: string
  loaded: VersionedDomain
  mayChange: boolean
}) {
  const state = useDomainForm({ domain, loaded, schema: policy, valuesOf: policyOf })
  const { form } = state
  const { errors, dirtyFields } = form.formState

  function send(values: Policy) {
    const changed = Object.entries(values).filter(
      // The form's fields are those of the policy.
      ([name]) => dirtyFields[name as keyof Policy],
    )
    state.save({ settings: Object.fromEntries(changed) })
  }

  return (
    <form noValidate onSubmit={event => void form.handleSubmit(send)(event)}>
      <fieldset disabled={!mayChange} className="grid grid-cols-[minmax(0,1fr)] gap-5">
        {!mayChange && (
          <p className="text-muted">Only those who may change the domain can change this.</p>
        )}
        <Card title="Tokens">
          <Field
            label="Prefix"
            hint={
              <Meaning
                comes="Tokens begin with it, so that people and leak scanners know where they belong. 2 to 16 small letters and digits."
                exists="They keep the token they have; rotating gives them the new prefix."
              />
            }
            error={errors.keyPrefix?.message}
          >
            <Input
              {...form.register('keyPrefix')}
              autoComplete="off"
              spellCheck={false}
              className="max-w-48 font-mono"
            />
          </Field>
        </Card>
        <Card title="Lifetime">
          <div className="grid gap-5">
            <Field
              label="Default lifetime, in days"
              hint={
                <Meaning
                  comes="A key that is made without an expiry date gets this one. Empty: it lives until it is deleted."
                  exists="They keep the date they have."
                />
              }
              error={errors.defaultLifetimeDays?.message}
            >
              <Input
                {...form.register('defaultLifetimeDays', { setValueAs: toDays })}
                inputMode="numeric"
                autoComplete="off"
                placeholder="None"
                className="max-w-48"
              />
            </Field>
            <Field
              label="Longest lifetime, in days"
              hint={
                <Meaning
                  comes="An expiry date further away is refused. Empty: any date is fine."
                  exists="They keep the date they have; a new date has to be within it."
                />
              }
              error={errors.maxLifetimeDays?.message}
            >
              <Input
                {...form.register('maxLifetimeDays', { setValueAs: toDays })}
                inputMode="numeric"
                autoComplete="off"
                placeholder="No limit"
                className="max-w-48"
              />
            </Field>
            <Checkbox
              {...form.register('expiryRequired')}
              label="Every key needs an expiry date"
              hint={
                <Meaning
                  comes="A key without one is refused, unless there is a default lifetime."
                  exists="Keys without an expiry date live on; look for them in the list with the filter No expiry."
                />
              }
            />
          </div>
        </Card>
        <Card title="Who can do what with keys">
          <div className="grid gap-5">
            <Checkbox
              {...form.register('revealableKeys')}
              label="Tokens can be revealed again"
              hint={
                <Meaning
                  comes="The token is stored encrypted, and shown again to people with the permission who enter their password. Every time is in the audit log."
                  exists="Nothing changes until they are rotated: a token that was not stored cannot be shown, and one that was stays revealable."
                />
              }
            />
            <Checkbox
              {...form.register('programmaticKeys')}
              label="Keys may manage keys"
              hint={
                <Meaning
                  comes="A program can make, change and revoke keys with a key of its own, never more than that key may do. Otherwise only signed-in people can."
                  exists="It applies to them at once, within their own permissions."
                />
              }
            />
          </div>
        </Card>
      </fieldset>
      {mayChange && <SaveBar state={state} className="sticky bottom-0 bg-page pb-4" />}
    </form>
  )
}

function Meaning({ comes, exists }: { comes: ReactNode; exists: ReactNode }) {
  return (
    <>
      <span className="block">{comes}</span>
      <span className="mt-1 block">
        <span className="font-medium text-ink">Existing keys:</span> {exists}
      </span>
    </>
  )
}

function policyOf({ settings }: Domain): Policy {
  return policy.parse(settings)
}

/** What is no number stays as it was typed, for the schema to refuse. */
function toDays(text: unknown): unknown {
  if (text === '' || text === null) return null
  return Number.isNaN(Number(text)) ? text : Number(text)
}
