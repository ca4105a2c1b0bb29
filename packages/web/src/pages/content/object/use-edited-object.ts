import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { isStaleError, useRefusal } from '../../users/refusal.tsx'
import { theirChanges } from './field-changes.ts'
import { cleanFields, type Fields, isSameJson } from './fields.ts'
import { objectQuery, objectsKey, type VersionedObject } from './object.queries.ts'
import { useObjectDraft } from './use-object-draft.ts'

/** What is done once the fields were found good: they are saved, and perhaps published. */
type Intent = 'save' | 'publish'

/** An object while it is being edited: what is typed, what editing began with, and what others did since. */
export function useEditedObject({
  domain,
  type,
  current,
}: {
  domain: string
  type: ContentType
  /** The object as it was read last. */
  current: VersionedObject
}) {
  const client = useQueryClient()
  // What editing began with: the version that saving names.
  const [base, setBase] = useState(current)
  const draft = useObjectDraft(type, current.value.fields)
  const refusal = useRefusal()
  const intent = useRef<Intent>('save')
  const { id } = current.value
  const query = objectQuery({ domain, type: type.name, id })
  const params = { domain, type: type.name, id }
  const isDirty = !isSameJson(draft.cleaned, cleanFields(type, base.value.fields))
  const isBehind = current.value.version > base.value.version
  const changes = isBehind
    ? theirChanges(type, base.value.fields, draft.cleaned, current.value.fields)
    : []
  const isContested = isDirty && changes.length > 0

  /** Goes on from what is stored, and forgets what was typed. */
  function begin(from: VersionedObject) {
    setBase(from)
    draft.begin(from.value.fields)
    refusal.clear()
  }

  // Nothing is being edited, or nobody changed a field: follow what others do.
  useEffect(() => {
    if (!isBehind || isContested) return
    if (isDirty) setBase(current)
    else begin(current)
  })

  /** Takes what was stored, unless something else was typed meanwhile. */
  function keep(stored: VersionedObject, sent: Fields) {
    client.setQueryData(query.queryKey, stored)
    setBase(stored)
    draft.saved(sent, stored.value.fields)
  }

  const saving = useAction({
    run: async ({ fields, aim }: { fields: Fields; aim: Intent }) => {
      refusal.clear()
      const saved = isDirty
        ? await withEtag(call =>
            api.objects.replace({ params, body: { fields } }, { ...call, ifMatch: base.etag }),
          )
        : base
      // What follows may be refused: this much is done.
      if (isDirty) keep(saved, fields)
      if (aim === 'save') return aim
      const published = await withEtag(call =>
        api.objects.publish({ params }, { ...call, ifMatch: saved.etag }),
      )
      keep(published, fields)
      return aim
    },
    done: aim => (aim === 'save' ? 'Saved' : 'Published'),
    onDone: () => void client.invalidateQueries({ queryKey: objectsKey(domain, type.name) }),
    onRefused(error) {
      if (!isStaleError(error)) return draft.refused(error) || refusal.keep(error)
      // What is read now brings the notice.
      void client.invalidateQueries(query)
      return true
    },
  })

  return {
    base,
    fields: draft.fields,
    cleaned: draft.cleaned,
    problems: draft.problems,
    change: draft.change,
    isDirty,
    /** What others changed while something was typed here. */
    changes: isContested ? changes : [],
    refusal: refusal.error,
    isSaving: saving.isPending,
    /** Says what the next submission of the form is for. */
    intend(next: Intent) {
      intent.current = next
    },
    /** The form found nothing wrong. */
    submit: () => {
      saving.mutate({ fields: draft.cleaned, aim: intent.current })
      intent.current = 'save'
    },
    undo: () => begin(current),
    /** Goes on with these fields from what others stored. */
    merge(fields: Fields) {
      setBase(current)
      draft.change(fields)
    },
  }
}

/** An object while it is being edited. */
export type EditedObject = ReturnType<typeof useEditedObject>
