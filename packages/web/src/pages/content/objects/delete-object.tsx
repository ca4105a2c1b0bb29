import { type ContentObject, type Problem, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { etagOf } from './etag.ts'
import { resetLists, updateLists } from './objects.queries.ts'
import { Referrers } from './referrers.tsx'

/** Asks before an object is deleted. What refers to it is named, and can be made to let go of it. */
export function DeleteObject({
  domain,
  value,
  onClose,
  onRefused,
}: {
  domain: string
  value: ContentObject
  onClose: () => void
  /** True: nothing more to say. */
  onRefused: (error: unknown) => boolean
}) {
  const client = useQueryClient()
  const { id, type, title, version } = value
  const [held, setHeld] = useState<Problem>()

  const action = useAction({
    run: (detach: boolean) =>
      api.objects.delete(
        { params: { domain, type, id }, body: { detach } },
        { ifMatch: etagOf(version) },
      ),
    done: `${title} is deleted`,
    onDone(_, detach) {
      updateLists(client, domain, type, [], [id])
      // References were taken out of objects of any type.
      if (detach) void client.invalidateQueries({ queryKey: ['domain', domain, 'content'] })
      onClose()
    },
    onRefused(error) {
      if (error instanceof ProblemError && error.code === 'OBJECT_REFERENCED') {
        setHeld(error.problem)
        return true
      }
      if (error instanceof ProblemError && error.code === 'OBJECT_NOT_FOUND') {
        resetLists(client, domain, type)
      }
      onClose()
      return onRefused(error)
    },
  })
  const wasDetached = action.variables === true

  return (
    <Confirm
      open
      onOpenChange={open => {
        if (!open) onClose()
      }}
      title={`Delete ${title}?`}
      action={held ? 'Take references out and delete' : 'Delete'}
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate(held !== undefined)}
    >
      {held ? (
        <>
          <p role="alert">
            {wasDetached
              ? 'It is still there: not all references could be taken out.'
              : 'It was not deleted: other objects refer to it.'}
          </p>
          <Referrers domain={domain} problem={held} />
          <p>
            You can take the references out of them: each gets a new version without it, and what
            was published stays published.
          </p>
        </>
      ) : (
        <p>
          It goes with all its versions{value.state !== 'draft' && ', and from delivery at once'}.
          This cannot be undone.
        </p>
      )}
    </Confirm>
  )
}
