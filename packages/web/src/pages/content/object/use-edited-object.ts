import { type ContentType, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { isStaleError, useRefusal } from '../../users/refusal.tsx'
import { contentTypeQuery } from '../types/types.queries.ts'
import { adaptFields } from './adapt-fields.ts'
import type { Fields } from './fields.ts'
import { theirChanges } from './merge-fields.ts'
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
  const once = useIdempotencyKey()
  // What editing began with: the version that saving names.
  const [base, setBase] = useState(current)
  const draft = useObjectDraft({ domain, type, stored: base.value.fields })
  const { isDirty } = draft
  const intent = useRef<Intent>('save')
  const params = { domain, type: type.name, id: current.value.id }
  const query = objectQuery(params)
  const refusal = useRefusal(query.queryKey)
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

  const replace = async ({ value, etag }: VersionedObject, fields: Fields) => {
    const changed = await withEtag(call =>
      draft.send(() =>
        api.objects.replace({ params, body: { fields } }, { ...call, ifMatch: etag }),
      ),
    )
    return afterChange({ value: { ...value, fields }, etag }, changed)
  }

  /** What was stored; nothing where the notice of what others changed is there instead. */
  async function store(fields: Fields): Promise<VersionedObject | undefined> {
    try {
      return await replace(base, fields)
    } catch (error) {
      if (!isStaleError(error)) throw error
      const [typeNow, now] = await Promise.all([
        draft.readType(),
        client.fetchQuery({ ...query, staleTime: 0 }),
      ])
      const { fields: mine, lost } = adaptFields(type, typeNow, base.value.fields, fields)
      const theirs = theirChanges(typeNow, base.value.fields, mine, now.value.fields)
      // It was published, say, and says what it said.
      return theirs.length + lost.length === 0 ? await replace(now, mine) : undefined
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
    onRefused: error => (draft.refused(error) && isDirty) || isGone(error) || refusal.keep(error),
  })

  /** Makes the object again that somebody deleted. */
  const making = useAction({
    run: async (fields: Fields) => {
      refusal.clear()
      const body = { id: params.id, fields }
      const made = await withEtag(call =>
        once(body, idempotencyKey =>
          draft.send(() => api.objects.create({ params, body }, { ...call, idempotencyKey })),
        ),
      )
      keep(afterChange({ ...base, value: { ...base.value, fields } }, made), fields)
    },
    done: 'Saved as a new object',
    changes: [objectsKey(domain, type.name)],
    onRefused(error) {
      // Somebody made it again: what they made is merged like what they save.
      if (isRefusal(error, MADE)) void client.invalidateQueries({ queryKey: query.queryKey })
      return draft.refused(error) || isGone(error) || refusal.keep(error)
    },
  })

  /** What is no longer there says so by itself, once it has been looked for. */
  function isGone(error: unknown): boolean {
    if (!isRefusal(error, GONE)) return false
    void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    void client.invalidateQueries(contentTypeQuery(domain, type.name))
    return true
  }

  return {
    base,
    fields: draft.fields,
    cleaned: draft.cleaned,
    problems: draft.problems,
    change: draft.change,
    isDirty,
    reshaped: draft.reshaped,
    forgetReshaped: draft.forgetReshaped,
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
    /** Saves it as a new object of the same id. */
    makeAgain: () => making.mutate(draft.cleaned),
    isMaking: making.isPending,
    undo() {
      begin(current)
      draft.forgetReshaped()
      refusal.clear()
    },
    /** Goes on with these fields from what others stored. */
    merge(fields: Fields) {
      setBase(current)
      draft.change(fields)
    },
  }
}

/** Answers to a change of what somebody deleted. */
const GONE: readonly string[] = ['OBJECT_NOT_FOUND', 'CONTENT_TYPE_NOT_FOUND']
const MADE: readonly string[] = ['OBJECT_EXISTS']

function isRefusal(error: unknown, codes: readonly string[]): boolean {
  return error instanceof ProblemError && codes.includes(error.code)
}

/** An object while it is being edited. */
export type EditedObject = ReturnType<typeof useEditedObject>
