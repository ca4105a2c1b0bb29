import { type ContentObject, type Problem, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { objectQuery } from '../object/object.queries.ts'
import { toldOfChange } from './changed-meanwhile.ts'
import { etagOf } from './etag.ts'
import { resetLists, updateLists } from './objects.queries.ts'
import { Detaching, Referrers } from './referrers.tsx'

/** Asks before an object is deleted. What refers to it is named, and can be made to let go of it. */
export function DeleteObject({
  domain,
  value,
  onClose,
  onDeleted,
}: {
  domain: string
  value: ContentObject
  onClose: () => void
  /** Leaves the page of what is no longer there. */
  onDeleted?: () => Promise<void>
}) {
  const client = useQueryClient()
  const { id, type, title, version, state } = value
  const [held, setHeld] = useState<Problem>()

  const action = useAction({
    run: (detach: boolean) =>
      api.objects.delete(
        { params: { domain, type, id }, body: { detach } },
        { ifMatch: etagOf(version) },
      ),
    done: `${title} is deleted`,
    async onDone(_, detach) {
      await onDeleted?.()
      client.removeQueries({ queryKey: objectQuery({ domain, type, id }).queryKey })
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
      return toldOfChange(client, domain, type, error)
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
          <Detaching />
        </>
      ) : (
        <p>
          It goes with all its versions{state !== 'draft' && ', and from delivery at once'}. This
          cannot be undone.
        </p>
      )}
    </Confirm>
  )
}
