import { type Problem, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { StaleWarning } from '../../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../../app/unsaved-changes.tsx'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { type Migration, RefusedChange } from './refused-change.tsx'
import { bodyOf, draftOf, type TypeDraft } from './type-draft.ts'
import { TypeForm } from './type-form.tsx'
import { changedBy, type VersionedType, versionedTypeQuery } from './types.queries.ts'
import { useTypeDraft } from './use-type-draft.ts'

interface EditTypeProps {
  domain: string
  loaded: VersionedType
  disabled: boolean
  /** Leaving does not ask: the type is being dropped. */
  mayLeave: boolean
}

/** The form that changes a content type; it begins anew when somebody else's version is taken. */
export function EditType(props: EditTypeProps) {
  const [takenOver, setTakenOver] = useState(0)
  return <Editor key={takenOver} {...props} onTakeOver={() => setTakenOver(takenOver + 1)} />
}

interface Change {
  draft: TypeDraft
  migration?: Migration
}

function Editor({
  domain,
  loaded,
  disabled,
  mayLeave,
  onTakeOver,
}: EditTypeProps & { onTakeOver: () => void }) {
  const { name } = loaded.value
  const state = useTypeDraft(() => draftOf(loaded.value))
  // The version that editing began with: what is read meanwhile must not pass for it.
  const [etag, setEtag] = useState(loaded.etag)
  const [isStale, setIsStale] = useState(false)
  const [isTextWrong, setIsTextWrong] = useState(false)
  const [refusal, setRefusal] = useState<Problem>()
  const client = useQueryClient()
  const query = versionedTypeQuery(domain, name)
  const { isDirty } = state

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
      state.saved(draft)
      setEtag(saved.etag)
      client.setQueryData(query.queryKey, saved)
    },
    onRefused(error) {
      if (!(error instanceof ProblemError)) return false
      if (error.code === 'CONTENT_TYPE_CHANGE_REFUSED') setRefusal(error.problem)
      else if (error.code === 'PRECONDITION_FAILED') setIsStale(true)
      else return state.refused(error)
      return true
    },
  })

  const takeOver = useAction({
    run: () => client.fetchQuery({ ...query, staleTime: 0 }),
    onDone: onTakeOver,
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
      <TypeForm domain={domain} state={state} disabled={disabled} onTextWrong={setIsTextWrong} />
      {isStale && (
        <StaleWarning
          title="The content type was changed while you were editing"
          action="Reload the content type"
          busy={takeOver.isPending}
          onTake={() => takeOver.mutate()}
        >
          Your changes were not saved. Reload to start from the type as it is now; what you typed
          here is then gone.
        </StaleWarning>
      )}
      {!disabled && (
        <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-page px-1 py-3">
          <p aria-live="polite" className="text-muted">
            {isDirty ? 'Unsaved changes' : ''}
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
      <UnsavedChanges when={isDirty && !mayLeave} />
    </form>
  )
}
