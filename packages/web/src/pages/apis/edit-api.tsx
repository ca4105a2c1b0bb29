import { ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../app/api.ts'
import { StaleWarning } from '../../app/stale-warning.tsx'
import { UnsavedChanges } from '../../app/unsaved-changes.tsx'
import { useAction } from '../../app/use-action.ts'
import { withEtag } from '../../app/with-etag.ts'
import { Button } from '../../ui/button.tsx'
import { type ApiDraft, bodyOf, draftOf } from './api-draft.ts'
import { ApiFields } from './api-fields.tsx'
import { apiQuery, type VersionedApi } from './apis.queries.ts'
import { useApiDraft } from './use-api-draft.ts'

interface EditApiProps {
  domain: string
  loaded: VersionedApi
  disabled: boolean
  /** Leaving does not ask: the API is being deleted. */
  mayLeave: boolean
  onDirtyChange: (isDirty: boolean) => void
}

/** The form that changes an API; it begins anew when somebody else's version is taken. */
export function EditApi(props: EditApiProps) {
  const [takenOver, setTakenOver] = useState(0)
  return <Editor key={takenOver} {...props} onTakeOver={() => setTakenOver(takenOver + 1)} />
}

function Editor({
  domain,
  loaded,
  disabled,
  mayLeave,
  onDirtyChange,
  onTakeOver,
}: EditApiProps & { onTakeOver: () => void }) {
  const { slug } = loaded.value
  const state = useApiDraft(() => draftOf(loaded.value))
  // The version that editing began with: what is read meanwhile must not pass for it.
  const [etag, setEtag] = useState(loaded.etag)
  const [isStale, setIsStale] = useState(false)
  const client = useQueryClient()
  const query = apiQuery(domain, slug)
  const { isDirty } = state

  useEffect(() => onDirtyChange(isDirty), [isDirty, onDirtyChange])

  const action = useAction({
    run: (draft: ApiDraft) => {
      const { slug: _, ...body } = bodyOf(draft)
      return withEtag(call =>
        api.apis.update({ params: { domain, api: slug }, body }, { ...call, ifMatch: etag }),
      )
    },
    done: 'API saved. Every node enforces it within a second.',
    onDone(saved, sent) {
      state.saved(sent)
      setEtag(saved.etag)
      client.setQueryData(query.queryKey, saved)
      void client.invalidateQueries({ queryKey: ['domain', domain, 'apis'], exact: true })
      void client.invalidateQueries({ queryKey: ['domain', domain, 'resources'] })
    },
    onRefused(error) {
      if (!(error instanceof ProblemError) || error.code !== 'PRECONDITION_FAILED') {
        return state.refused(error)
      }
      setIsStale(true)
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
        if (state.check()) action.mutate(state.draft)
      }}
    >
      <ApiFields
        draft={state.draft}
        errors={state.errors}
        disabled={disabled}
        onChange={state.change}
      />
      {isStale && (
        <StaleWarning
          title="The API was changed while you were editing"
          action="Reload the API"
          busy={takeOver.isPending}
          onTake={() => takeOver.mutate()}
        >
          Your changes were not saved. Reload to start from the API as it is now; what you typed
          here is then gone.
        </StaleWarning>
      )}
      {!disabled && (
        <div className="sticky bottom-0 z-10 -mx-1 flex flex-wrap items-center justify-end gap-3 border-t border-line bg-page px-1 py-3">
          <p aria-live="polite" className="text-muted">
            {isDirty ? 'Unsaved changes' : ''}
          </p>
          <Button type="submit" variant="primary" disabled={!isDirty} busy={action.isPending}>
            Save API
          </Button>
        </div>
      )}
      <UnsavedChanges when={isDirty && !mayLeave} />
    </form>
  )
}
