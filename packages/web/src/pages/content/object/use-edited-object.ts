import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { isStaleError, useRefusal } from '../../users/refusal.tsx'
import { theirChanges } from './field-changes.ts'
import { cleanFields, type Fields, isSameJson } from './fields.ts'
import { afterChange, objectQuery, objectsKey, type VersionedObject } from './object.queries.ts'
import { useObjectDraft } from './use-object-draft.ts'

/** What is done once the fields were found good: they are saved, and perhaps published. */
type Intent = 'save' | 'publish'

const DONE = { save: 'Saved', publish: 'Published' } as const satisfies Record<Intent, string>

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
  const intent = useRef<Intent>('save')
  const params = { domain, type: type.name, id: current.value.id }
  const query = objectQuery(params)
  const refusal = useRefusal(query.queryKey)
  const begun = useMemo(() => cleanFields(type, base.value.fields), [type, base.value.fields])
  const isDirty = !isSameJson(draft.cleaned, begun)
  const isBehind = current.value.version > base.value.version
  const changes = isBehind
    ? theirChanges(type, base.value.fields, draft.cleaned, current.value.fields)
    : []
  const isContested = isDirty && changes.length > 0

  /** Goes on from what is stored, and forgets what was typed. */
  function begin(from: VersionedObject) {
    setBase(from)
    draft.begin(from.value.fields)
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

  /** What was stored; nothing where the notice of what others changed is there instead. */
  async function store(fields: Fields): Promise<VersionedObject | undefined> {
    const replace = async ({ value, etag }: VersionedObject) => {
      const changed = await withEtag(call =>
        api.objects.replace({ params, body: { fields } }, { ...call, ifMatch: etag }),
      )
      return afterChange({ value: { ...value, fields }, etag }, changed)
    }
    try {
      return await replace(base)
    } catch (error) {
      if (!isStaleError(error)) throw error
      const now = await client.fetchQuery({ ...query, staleTime: 0 })
      const theirs = theirChanges(type, base.value.fields, fields, now.value.fields)
      // It was published, say, and says what it said.
      return theirs.length === 0 ? await replace(now) : undefined
    }
  }

  const saving = useAction({
    run: async ({ fields, aim }: { fields: Fields; aim: Intent }) => {
      refusal.clear()
      const saved = isDirty ? await store(fields) : base
      if (!saved) return undefined
      // What follows may be refused: this much is done.
      if (isDirty) keep(saved, fields)
      if (aim === 'save') return aim
      const published = await withEtag(call =>
        api.objects.publish({ params }, { ...call, ifMatch: saved.etag }),
      )
      keep(afterChange(saved, published), fields)
      return aim
    },
    done: aim => aim && DONE[aim],
    onDone: () => void client.invalidateQueries({ queryKey: objectsKey(domain, type.name) }),
    // What is published without being saved may have no form beside it that could say it.
    onRefused: error => (draft.refused(error) && isDirty) || refusal.keep(error),
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
    /** Publishes what is stored. */
    publish: () => saving.mutate({ fields: draft.cleaned, aim: 'publish' }),
    undo() {
      begin(current)
      refusal.clear()
    },
    /** Goes on with these fields from what others stored. */
    merge(fields: Fields) {
      setBase(current)
      draft.change(fields)
    },
  }
}

/** An object while it is being edited. */
export type EditedObject = ReturnType<typeof useEditedObject>
