import { type Key, keyEndpoints, ProblemError } from '@keywright/contract'
import { useEffect, useRef, useState } from 'react'
import { z } from 'zod'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useContractForm } from '../../app/use-contract-form.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions, Dialog } from '../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../ui/field.tsx'
import { ExpiryChoice } from './expiry-choice.tsx'
import type { VersionedKey } from './key.queries.ts'
import { linesOf, readMetadata, writeMetadata } from './metadata-text.ts'
import { StaleNotice } from './stale-notice.tsx'
import { type KeyChange, useSaveKey } from './use-save-key.ts'

const { shape } = keyEndpoints.update.body

/** The fields of the contract, with lists as lines of text. */
const form = z
  .object({
    name: shape.name.unwrap(),
    description: shape.description.unwrap(),
    expiry: z.string(),
    expiresAt: z.string(),
    ipAllow: z.string().transform(linesOf).pipe(shape.ipAllow.unwrap()),
    metadata: z
      .string()
      .transform((text, context) => {
        const read = readMetadata(text)
        if ('metadata' in read) return read.metadata
        context.addIssue({ code: 'custom', message: read.problem })
        return z.NEVER
      })
      .pipe(shape.metadata.unwrap()),
  })
  .refine(({ expiry, expiresAt }) => expiry !== 'date' || expiresAt !== '', {
    path: ['expiresAt'],
    message: 'choose a day',
  })

type Values = z.input<typeof form>

function valuesOf(key: Key): Values {
  return {
    name: key.name,
    description: key.description,
    expiry: 'keep',
    expiresAt: '',
    ipAllow: key.ipAllow.join('\n'),
    metadata: writeMetadata(key.metadata),
  }
}

function differ(some: Values, others: Values): boolean {
  return (
    JSON.stringify(Object.entries(some).sort()) !== JSON.stringify(Object.entries(others).sort())
  )
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
  const [base, setBase] = useState(opened)
  const [saved, setSaved] = useState(() => valuesOf(opened.key))
  const sent = useRef(saved)
  const {
    form: { register, handleSubmit, formState, setError, watch, getValues },
    refused,
  } = useContractForm(form, saved)
  const { errors } = formState
  const isDirty = differ(watch(), saved)
  useEffect(() => onDirty(isDirty), [onDirty, isDirty])
  const { action, newer } = useSaveKey({
    domain,
    base,
    done: 'Saved',
    onDone(now) {
      if (!differ(getValues(), sent.current)) return onClose()
      // Somebody typed on while it was being saved.
      setBase(now)
      setSaved(sent.current)
    },
    onRefused(error) {
      if (error instanceof ProblemError && error.code === 'EXPIRY_INVALID') {
        setError('expiry', { message: error.message }, { shouldFocus: true })
        return true
      }
      return refused(error)
    },
  })

  function save(values: z.output<typeof form>) {
    sent.current = getValues()
    action.mutate(changeOf(values))
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
      <ExpiryChoice domain={domain} value={base.key} error={errors.expiry?.message}>
        {register('expiry')}
      </ExpiryChoice>
      {watch('expiry') === 'date' && (
        <Field
          label="Expires at the end of"
          hint="In your own time."
          error={errors.expiresAt?.message}
        >
          <Input type="date" {...register('expiresAt')} />
        </Field>
      )}
      <Field
        label="Addresses"
        optional
        hint="One address or range per line, as in 192.0.2.0/24. Empty: from anywhere."
        error={errors.ipAllow?.message ?? firstMessage(errors.ipAllow)}
      >
        <Textarea {...register('ipAllow')} className="font-mono text-[0.8125rem]" />
      </Field>
      <Field
        label="Metadata"
        optional
        hint="One per line, as in plan = pro. Every verification answers it."
        error={errors.metadata?.message ?? firstMessage(errors.metadata)}
      >
        <Textarea {...register('metadata')} rows={4} className="font-mono text-[0.8125rem]" />
      </Field>
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

/** What the form says, for the server; the expiry only where it changes. */
function changeOf({ expiry, expiresAt, ...fields }: z.output<typeof form>): KeyChange {
  if (expiry === 'keep') return fields
  if (expiry === 'never') return { ...fields, expiresAt: null }
  if (expiry !== 'date') return { ...fields, expiresInDays: Number(expiry) }
  return { ...fields, expiresAt: new Date(`${expiresAt}T23:59:59.999`).toISOString() }
}

/** Lists have their problems at their entries. */
function firstMessage(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  for (const entry of Object.values(error)) {
    if (typeof entry === 'object' && entry !== null && 'message' in entry) {
      return String(entry.message)
    }
  }
  return undefined
}
