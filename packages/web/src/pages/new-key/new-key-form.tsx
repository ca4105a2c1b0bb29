import type { IssuedKey } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { type Access, READ_ONLY } from '../../access/access.ts'
import { AccessEditor } from '../../access/access-editor.tsx'
import { EffectivePanel } from '../../access/effective-panel.tsx'
import { UserPicker } from '../../access/user-picker.tsx'
import { useCan } from '../../app/session.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useContractForm } from '../../app/use-contract-form.ts'
import { AddressesField } from '../../keys/fields/addresses-field.tsx'
import { firstExpiry, type LifetimePolicy } from '../../keys/fields/expiry.ts'
import { ExpiryField } from '../../keys/fields/expiry-field.tsx'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { AdvancedSection } from './advanced-section.tsx'
import { type Draft, type DraftProblems, draftProblems, namesSchema, newKeyOf } from './draft.ts'
import { refusedParts } from './refusal.ts'
import { useCreateKey } from './use-create-key.ts'

/** Everything about a key that is not there yet, beside what it will be able to do. */
export function NewKeyForm({
  domain,
  policy,
  ownRole,
  actsAs,
  onIssued,
}: {
  domain: string
  policy: LifetimePolicy
  /** The role of whoever makes the key. */
  ownRole: string | null
  actsAs: string | null
  onIssued: (issued: IssuedKey) => void
}) {
  const can = useCan(domain)
  const { form, refused } = useContractForm(namesSchema, { name: '', description: '' })
  const [first] = useState<Draft>(() => ({
    access: firstAccess(can('*:read'), ownRole),
    actsAs,
    expiry: firstExpiry(policy),
    addresses: '',
    entries: [],
    includeBundle: false,
  }))
  const [draft, setDraft] = useState(first)
  const [problems, setProblems] = useState<DraftProblems>({})
  const element = useRef<HTMLFormElement>(null)

  const creation = useCreateKey({
    domain,
    onIssued,
    onRefused(error) {
      const parts = refusedParts(error, draft)
      setProblems(parts)
      const inNames = refused(error)
      return inNames || Object.keys(parts).length > 0
    },
  })

  useEffect(() => {
    if (Object.keys(problems).length > 0) focusFirstProblem(element.current)
  }, [problems])

  function change(part: Partial<Draft>) {
    setDraft({ ...draft, ...part })
    const left = Object.entries(problems).filter(([name]) => !(name in part))
    if (left.length < Object.keys(problems).length) setProblems(Object.fromEntries(left))
  }

  const { errors, isDirty } = form.formState
  const isBegun = isDirty || JSON.stringify(draft) !== JSON.stringify(first)
  return (
    <form
      ref={element}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]"
      onSubmit={event => {
        const found = draftProblems(draft, policy)
        void form.handleSubmit(
          names => {
            setProblems(found)
            if (Object.keys(found).length === 0) creation.create(newKeyOf(names, draft))
          },
          // What else is wrong is said at once, and the focus stays at the name.
          () => setProblems(found),
        )(event)
      }}
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Card>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <Field
              label="Name"
              hint="What it is for, as in “Website, production”."
              error={errors.name?.message}
            >
              <Input {...form.register('name')} autoComplete="off" maxLength={100} />
            </Field>
            <Field label="Description" optional error={errors.description?.message}>
              <Textarea {...form.register('description')} rows={2} />
            </Field>
          </div>
        </Card>
        <Card>
          <AccessEditor
            domain={domain}
            value={draft.access}
            onChange={access => change({ access })}
            error={problems.access}
          />
        </Card>
        <Card>
          <UserPicker
            domain={domain}
            value={draft.actsAs}
            onChange={userId => change({ actsAs: userId })}
            error={problems.actsAs}
          />
        </Card>
        <Card>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <ExpiryField
              value={draft.expiry}
              onChange={expiry => change({ expiry })}
              policy={policy}
              error={problems.expiry}
            />
            <AddressesField
              value={draft.addresses}
              onChange={addresses => change({ addresses })}
              error={problems.addresses}
            />
          </div>
        </Card>
        <AdvancedSection domain={domain} draft={draft} onChange={change} problems={problems} />
      </div>
      <Card
        className="lg:sticky lg:top-[calc(4.75rem+var(--banner))]"
        title="Effective access"
        description="What the key will really be able to do."
      >
        <EffectivePanel domain={domain} access={{ ...draft.access, actsAs: draft.actsAs }} />
      </Card>
      <Actions className="mt-0">
        <Link to="/d/$domain/keys" params={{ domain }} className={buttonClass()}>
          Cancel
        </Link>
        <Button type="submit" variant="primary" busy={creation.isPending}>
          Create key
        </Button>
      </Actions>
      <UnsavedChanges when={isBegun} />
    </form>
  )
}

/** Reading only, or as much as somebody has who may not even read everything. */
function firstAccess(mayReadAll: boolean, ownRole: string | null): Access {
  if (mayReadAll) return READ_ONLY
  return ownRole === null ? { role: null, scopes: [] } : { role: ownRole, scopes: null }
}

/** Takes the reader to the first thing that is wrong. */
function focusFirstProblem(form: HTMLFormElement | null) {
  const alert = form?.querySelector('[role=alert]')
  const field =
    form?.querySelector<HTMLElement>('[aria-invalid=true]') ??
    alert?.closest('fieldset')?.querySelector<HTMLElement>('input:not(:disabled)')
  alert?.scrollIntoView({ block: 'center' })
  field?.focus({ preventScroll: true })
}
