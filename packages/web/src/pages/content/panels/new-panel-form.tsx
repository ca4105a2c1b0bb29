import { type PanelLink, panelEndpoints } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Access } from '../../../access/access.ts'
import { AccessEditor } from '../../../access/access-editor.tsx'
import { scopeProblem } from '../../../access/rules.ts'
import { UserPicker } from '../../../access/user-picker.tsx'
import { api } from '../../../app/api.ts'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useContractForm } from '../../../app/use-contract-form.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import {
  expiryBody,
  expiryProblem,
  firstExpiry,
  type LifetimePolicy,
} from '../../../keys/fields/expiry.ts'
import { ExpiryField } from '../../../keys/fields/expiry-field.tsx'
import { Button, buttonClass } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Field, Input } from '../../../ui/field.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { FIRST_SHOWS, readShows, type ShowsProblems } from './shows-draft.ts'
import { ShowsFields } from './shows-fields.tsx'

const nameSchema = panelEndpoints.create.body.pick({ name: true })

/** To be chosen: what is shown may be read without it. */
const NO_ACCESS: Access = { role: null, scopes: [] }

interface Problems extends ShowsProblems {
  access?: string | undefined
  expiry?: string | undefined
}

/** What a panel shows, and what its key is. */
export function NewPanelForm({
  domain,
  policy,
  onMade,
}: {
  domain: string
  policy: LifetimePolicy
  onMade: (made: PanelLink) => void
}) {
  const { form, refused } = useContractForm(nameSchema, { name: '' })
  const [shows, setShows] = useState(FIRST_SHOWS)
  const [actsAs, setActsAs] = useState<string | null>(null)
  const [access, setAccess] = useState(NO_ACCESS)
  const [choosesAccess, setChoosesAccess] = useState(false)
  const [expiry, setExpiry] = useState(() => firstExpiry(policy))
  const [problems, setProblems] = useState<Problems>({})
  const once = useIdempotencyKey()
  const refusal = useRefusal()
  const isUrl = shows.kind === 'url'

  const action = useAction({
    run: (body: Parameters<typeof api.panels.create>[0]['body']) =>
      once(body, idempotencyKey =>
        api.panels.create({ params: { domain }, body }, { idempotencyKey }),
      ),
    changes: [
      ['domain', domain, 'panels'],
      ['domain', domain, 'keys'],
    ],
    onDone(made) {
      // The answer holds the link: from here on only the page has it.
      action.reset()
      onMade(made)
    },
    onRefused: error => refused(error) || refusal.keep(error),
  })

  function submit({ name }: { name: string }) {
    const read = readShows(shows)
    const wrong = isUrl ? undefined : access.scopes?.find(scope => scopeProblem(scope))
    const found: Problems = {
      ...read.problems,
      access: wrong === undefined ? undefined : `“${wrong}” is not a scope. Remove it.`,
      expiry: expiryProblem(expiry, policy),
    }
    setProblems(found)
    refusal.clear()
    if (!read.shows || found.access !== undefined || found.expiry !== undefined) return
    action.mutate({
      name,
      shows: read.shows,
      actsAs,
      // A page elsewhere needs nothing of us, and the server gives what is shown needs.
      ...(!isUrl && choosesAccess && access),
      ...expiryBody(expiry),
    })
  }

  function chooseAccess() {
    const { type } = shows
    setAccess(type === '' ? NO_ACCESS : { role: null, scopes: [`content.${type}:read`] })
    setChoosesAccess(true)
  }

  const { errors, isDirty } = form.formState
  const isBegun = isDirty || shows !== FIRST_SHOWS || choosesAccess || actsAs !== null
  return (
    <form
      noValidate
      className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={event => void form.handleSubmit(submit)(event)}
    >
      <Card>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Field label="Name" hint="Where it hangs, as in “Lobby”." error={errors.name?.message}>
            <Input {...form.register('name')} autoComplete="off" maxLength={100} />
          </Field>
          <ShowsFields
            domain={domain}
            value={shows}
            problems={problems}
            onChange={part => setShows({ ...shows, ...part })}
          />
        </div>
      </Card>
      <Card title="Key" description="The panel lives as long as this key.">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <UserPicker domain={domain} value={actsAs} onChange={setActsAs} />
          {!isUrl && choosesAccess && (
            <AccessEditor
              domain={domain}
              value={access}
              onChange={setAccess}
              error={problems.access}
            />
          )}
          {!isUrl && !choosesAccess && (
            <div className="flex flex-wrap items-center justify-between gap-3">
              <div>
                <p className="font-medium">Access</p>
                <p className="text-muted">Reads what it shows, and nothing else.</p>
              </div>
              <Button onClick={chooseAccess}>Choose other access</Button>
            </div>
          )}
          <ExpiryField
            value={expiry}
            onChange={setExpiry}
            policy={policy}
            error={problems.expiry}
          />
        </div>
      </Card>
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Link to="/d/$domain/content/panels" params={{ domain }} className={buttonClass()}>
          Cancel
        </Link>
        <Button type="submit" variant="primary" busy={action.isPending}>
          Create panel
        </Button>
      </Actions>
      <UnsavedChanges when={isBegun} />
    </form>
  )
}
