import { type MediaFile, mediaEndpoints } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../../app/api.ts'
import { StaleWarning } from '../../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { useEditForm } from '../../../app/use-edit-form.ts'
import { type Versioned, withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Field, Input, Textarea } from '../../../ui/field.tsx'
import { isStaleError, Refusal, useRefusal } from '../../users/refusal.tsx'
import { FocalPointField } from './focal-point-field.tsx'
import { mediaFileQuery, mediaListsKey } from './media.queries.ts'

type Change = Parameters<typeof api.media.update>[0]['body']

/** Changes what is said of a file: its name, what it shows, and what of it matters most. */
export function EditFile({
  domain,
  current,
  hasFocalPoint,
  mayEdit,
  mayLeave,
}: {
  domain: string
  /** The file as it was read last. */
  current: Versioned<MediaFile>
  hasFocalPoint: boolean
  mayEdit: boolean
  /** Leaving does not ask: the file is being deleted. */
  mayLeave: boolean
}) {
  // What editing began with: the version that saving names.
  const [base, setBase] = useState(current)
  const { form, refused, rebase } = useEditForm(mediaEndpoints.update.body, draftOf(base))
  const client = useQueryClient()
  const query = mediaFileQuery(domain, base.value.id)
  const refusal = useRefusal()
  const { errors, isDirty } = form.formState
  // What was just saved is known before it is drawn.
  const latest = client.getQueryData(query.queryKey) ?? current
  const newer = isDirty && latest.etag !== base.etag ? latest : undefined

  function begin(from: Versioned<MediaFile>) {
    setBase(from)
    refusal.clear()
    form.reset(draftOf(from))
  }
  // Nothing is being edited: follow what others do.
  useEffect(() => {
    if (!isDirty && latest.etag !== base.etag) begin(latest)
  })

  const action = useAction({
    run: ({ body }: { body: Change; sent: Change }) =>
      withEtag(call =>
        api.media.update(
          { params: { domain, id: base.value.id }, body },
          { ...call, ifMatch: base.etag },
        ),
      ),
    done: 'File saved',
    changes: [mediaListsKey(domain)],
    onDone(saved, { sent }) {
      client.setQueryData(query.queryKey, saved)
      setBase(saved)
      rebase(draftOf(saved), sent)
    },
    onRefused(error) {
      if (!isStaleError(error)) return refused(error) || refusal.keep(error)
      // What is read now brings the notice.
      void client.invalidateQueries(query)
      return true
    },
  })
  const save = form.handleSubmit(body => {
    refusal.clear()
    action.mutate({ body, sent: form.getValues() })
  })
  const isImage = base.value.type.startsWith('image/')
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-4"
      noValidate
      onSubmit={event => void save(event)}
    >
      <Field
        label="Name"
        hint="For people: it ends the address, and any name there leads to the file."
        error={errors.name?.message}
      >
        <Input {...form.register('name')} autoComplete="off" disabled={!mayEdit} />
      </Field>
      {isImage && (
        <Field
          label="Alt text"
          optional
          hint="What the picture shows, for those who cannot see it. Empty for mere decoration."
          error={errors.alt?.message}
        >
          <Textarea {...form.register('alt')} rows={2} disabled={!mayEdit} />
        </Field>
      )}
      {hasFocalPoint && (
        <FocalPointField
          file={base.value}
          value={form.watch('focalPoint') ?? null}
          disabled={!mayEdit}
          onChange={point => form.setValue('focalPoint', point, { shouldDirty: true })}
        />
      )}
      <Refusal error={refusal.error} />
      {newer && (
        <StaleWarning
          title="The file was changed while you were editing"
          action="Show theirs"
          onTake={() => begin(newer)}
        >
          Your changes are not saved. Go on from the file as it is now; what you changed here is
          then gone.
        </StaleWarning>
      )}
      {mayEdit && (
        <Actions className="mt-0">
          <Button disabled={!isDirty} onClick={() => begin(latest)}>
            Undo changes
          </Button>
          <Button
            type="submit"
            variant="primary"
            disabled={!isDirty || newer !== undefined}
            busy={action.isPending}
          >
            Save
          </Button>
        </Actions>
      )}
      <UnsavedChanges when={isDirty && !mayLeave} />
    </form>
  )
}

function draftOf({ value: { name, alt, focalPoint } }: Versioned<MediaFile>) {
  return { name, alt, focalPoint }
}
