import { type Problem, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../../app/api.ts'
import { StaleWarning } from '../../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { isStaleError } from '../../users/refusal.tsx'
import { type Migration, RefusedChange } from './refused-change.tsx'
import { bodyOf, draftOf, type TypeDraft } from './type-draft.ts'
import { TypeForm } from './type-form.tsx'
import { changedBy, type VersionedType, versionedTypeQuery } from './types.queries.ts'
import { useTypeDraft } from './use-type-draft.ts'
import { useTextsWithin, WrongTexts } from './wrong-texts.ts'

interface EditTypeProps {
  domain: string
  loaded: VersionedType
  disabled: boolean
  /** Leaving does not ask: the type is being dropped. */
  mayLeave: boolean
}

interface Change {
  draft: TypeDraft
  migration?: Migration
}

/** The form that changes a content type. What others save is in it at once, unless something is being edited. */
export function EditType({ domain, loaded, disabled, mayLeave }: EditTypeProps) {
  const { name } = loaded.value
  const state = useTypeDraft(() => draftOf(loaded.value))
  // The version that editing began with: what is read meanwhile must not pass for it.
  const [etag, setEtag] = useState(loaded.etag)
  const [isStale, setIsStale] = useState(false)
  const [contested, setContested] = useState<readonly string[]>([])
  const [isTextWrong, texts] = useTextsWithin()
  const [refusal, setRefusal] = useState<Problem>()
  const client = useQueryClient()
  const query = versionedTypeQuery(domain, name)
  const { isDirty } = state
  // What was just saved is known before it is drawn.
  const latest = client.getQueryData(query.queryKey) ?? loaded
  const isBehind = latest.etag !== etag
  const isEdited = isDirty || isTextWrong

  function goOnFrom({ value, etag }: VersionedType) {
    setEtag(etag)
    setIsStale(false)
    setContested(state.rebase(draftOf(value)))
  }
  useEffect(() => {
    if (isBehind && !isEdited) goOnFrom(latest)
  })

  const action = useAction({
    run: ({ draft, migration }: Change) => {
      const body = { ...bodyOf(draft), ...migration }
      return withEtag(call =>
        api.contentTypes.update(
          { params: { domain, type: name }, body },
          { ...call, ifMatch: etag },
        ),
      )
    },
    done: 'Content type saved',
    changes: changedBy(domain),
    onDone(saved, { draft }) {
      setRefusal(undefined)
      setContested([])
      state.saved(draft)
      setEtag(saved.etag)
      client.setQueryData(query.queryKey, saved)
    },
    onRefused(error) {
      if (!(error instanceof ProblemError)) return false
      if (error.code === 'CONTENT_TYPE_CHANGE_REFUSED') setRefusal(error.problem)
      else if (isStaleError(error)) {
        // The notice is on the page below.
        setRefusal(undefined)
        setIsStale(true)
      } else return state.refused(error)
      return true
    },
  })

  const takeOver = useAction({
    run: () => client.fetchQuery({ ...query, staleTime: 0 }),
    onDone: goOnFrom,
  })

  return (
    <form
      ref={state.form}
      noValidate
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
      onSubmit={event => {
        event.preventDefault()
        if (!isTextWrong && state.check()) action.mutate({ draft: state.draft })
      }}
    >
      <WrongTexts value={texts}>
        <TypeForm domain={domain} state={state} disabled={disabled} />
      </WrongTexts>
      {(isStale || isBehind) && isDirty && !isTextWrong && (
        <StaleWarning
          title="The content type was changed while you were editing"
          action="Take over their changes"
          busy={takeOver.isPending}
          onTake={() => takeOver.mutate()}
        >
          Your changes are not saved. Go on from the type as it is now: what you changed stays, and
          you can save it then.
        </StaleWarning>
      )}
      {contested.length > 0 && (
        <p role="alert" className="rounded-lg bg-warning-soft px-3 py-2">
          Both of you changed {listed(contested)}. It stands here as you have it; saving puts that
          in the place of theirs.
        </p>
      )}
      {!disabled && (
        <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-page px-1 py-3">
          <p aria-live="polite" className="text-muted">
            {isEdited ? 'Unsaved changes' : ''}
          </p>
          <Button
            type="submit"
            variant="primary"
            disabled={!isDirty || isTextWrong}
            busy={action.isPending}
          >
            Save content type
          </Button>
        </div>
      )}
      {refusal && (
        <RefusedChange
          domain={domain}
          problem={refusal}
          before={state.base}
          after={state.draft}
          busy={action.isPending}
          onClose={() => setRefusal(undefined)}
          onApply={migration => action.mutate({ draft: state.draft, migration })}
        />
      )}
      <UnsavedChanges when={isEdited && !mayLeave} />
    </form>
  )
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en').format(names)
}
