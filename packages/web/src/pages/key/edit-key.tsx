import { type Key, keyEndpoints } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { z } from 'zod'
import { domainQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useContractForm } from '../../app/use-contract-form.ts'
import { AddressesField } from '../../keys/fields/addresses-field.tsx'
import { NO_POLICY } from '../../keys/fields/expiry.ts'
import { ExpiryField } from '../../keys/fields/expiry-field.tsx'
import { entriesOf } from '../../keys/fields/metadata.ts'
import { MetadataField } from '../../keys/fields/metadata-field.tsx'
import {
  type KeyTerms,
  refusedTerms,
  type TermProblems,
  termProblems,
  termsBody,
} from '../../keys/fields/terms.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import type { VersionedKey } from './key.queries.ts'
import { StaleNotice } from './stale-notice.tsx'
import { useSaveKey } from './use-save-key.ts'

const namesSchema = keyEndpoints.update.body.pick({ name: true, description: true }).required()

/** What the form holds. */
interface Values {
  names: z.input<typeof namesSchema>
  terms: KeyTerms
}

function valuesOf(key: Key): Values {
  return {
    names: { name: key.name, description: key.description },
    terms: {
      expiry: { kind: 'kept' },
      addresses: key.ipAllow.join('\n'),
      entries: entriesOf(key.metadata),
    },
  }
}

function differ(some: Values, others: Values): boolean {
  return textOf(some) !== textOf(others)
}

function textOf({ names, terms }: Values): string {
  const { expiry, addresses, entries } = terms
  return JSON.stringify([names.name, names.description, expiry, addresses, entries])
}

/** Changes name, description, expiry, addresses and metadata of a key; asks before what was typed is lost. */
export function EditKeyDialog({
  domain,
  current,
  onClose,
}: {
  domain: string
  current: VersionedKey
  onClose: () => void
}) {
  // The key as it was when the dialog opened, whatever is read meanwhile.
  const [base, setBase] = useState(current)
  const [isDirty, setIsDirty] = useState(false)
  const [isAsking, setIsAsking] = useState(false)
  const leave = () => (isDirty ? setIsAsking(true) : onClose())
  return (
    <Dialog
      open
      onOpenChange={open => {
        if (!open) leave()
      }}
      title="Edit the key"
      drawer
    >
      <EditKeyForm
        key={base.etag}
        domain={domain}
        opened={base}
        onDirty={setIsDirty}
        onReload={setBase}
        onCancel={leave}
        onClose={onClose}
      />
      <Confirm
        open={isAsking}
        onOpenChange={setIsAsking}
        title="Close without saving?"
        action="Close without saving"
        danger
        onConfirm={onClose}
      >
        <p>What you changed here has not been saved, and is lost when you close it.</p>
      </Confirm>
      <UnsavedChanges when={isDirty} />
    </Dialog>
  )
}

function EditKeyForm({
  domain,
  opened,
  onDirty,
  onReload,
  onCancel,
  onClose,
}: {
  domain: string
  opened: VersionedKey
  onDirty: (isDirty: boolean) => void
  onReload: (newer: VersionedKey) => void
  onCancel: () => void
  onClose: () => void
}) {
  const can = useCan(domain)
  const { data: settings } = useQuery({
    ...domainQuery(domain),
    enabled: can('backoffice.domains:read'),
    select: ({ settings }) => settings,
  })
  const policy = settings ?? NO_POLICY
  const [base, setBase] = useState(opened)
  const [saved, setSaved] = useState(() => valuesOf(opened.key))
  const sent = useRef(saved)
  const [terms, setTerms] = useState(saved.terms)
  const [problems, setProblems] = useState<TermProblems>({})
  const {
    form: { register, handleSubmit, formState, watch, getValues },
    refused,
  } = useContractForm(namesSchema, saved.names)
  const { errors } = formState
  const isDirty = differ({ names: watch(), terms }, saved)
  useEffect(() => onDirty(isDirty), [onDirty, isDirty])
  const { action, newer } = useSaveKey({
    domain,
    base,
    done: 'Saved',
    onDone(now) {
      if (!differ({ names: getValues(), terms }, sent.current)) return onClose()
      // Somebody typed on while it was being saved.
      setBase(now)
      setSaved(sent.current)
    },
    onRefused(error) {
      const parts = refusedTerms(error, terms)
      setProblems(parts)
      return refused(error) || Object.keys(parts).length > 0
    },
  })

  function change(part: Partial<KeyTerms>) {
    setTerms({ ...terms, ...part })
    const left = Object.entries(problems).filter(([name]) => !(name in part))
    setProblems(Object.fromEntries(left))
  }

  function save(names: z.output<typeof namesSchema>) {
    const found = termProblems(terms, policy)
    setProblems(found)
    if (Object.keys(found).length > 0) return
    sent.current = { names: getValues(), terms }
    action.mutate({ ...names, ...termsBody(terms) })
  }

  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void handleSubmit(save)(event)}
    >
      <Field label="Name" error={errors.name?.message}>
        <Input {...register('name')} autoComplete="off" />
      </Field>
      <Field label="Description" optional error={errors.description?.message}>
        <Textarea {...register('description')} />
      </Field>
      <ExpiryField
        value={terms.expiry}
        onChange={expiry => change({ expiry })}
        policy={policy}
        kept={base.key.expiresAt}
        error={problems.expiry}
      />
      <AddressesField
        value={terms.addresses}
        onChange={addresses => change({ addresses })}
        error={problems.addresses}
      />
      <MetadataField
        entries={terms.entries}
        onChange={entries => change({ entries })}
        error={problems.entries}
      />
      {newer && (
        <StaleNotice seen={base.key} current={newer.key} onReload={() => onReload(newer)} />
      )}
      <Actions className="mt-0">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" busy={action.isPending} disabled={!!newer}>
          Save
        </Button>
      </Actions>
    </form>
  )
}
