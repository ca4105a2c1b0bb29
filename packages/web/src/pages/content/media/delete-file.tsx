import { type MediaFile, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import type { Versioned } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Actions, Dialog } from '../../../ui/dialog.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { Referrers } from '../objects/referrers.tsx'
import { mediaFileQuery, mediaListsKey } from './media.queries.ts'

/** Deletes a file that nothing refers to; says what is in the way otherwise. */
export function DeleteFile({
  domain,
  current,
  open,
  onClose,
}: {
  domain: string
  current: Versioned<MediaFile>
  open: boolean
  onClose: () => void
}) {
  const file = current.value
  const navigate = useNavigate()
  const client = useQueryClient()
  const query = mediaFileQuery(domain, file.id)
  const refusal = useRefusal(query.queryKey)
  const action = useAction({
    run: () => api.media.delete({ params: { domain, id: file.id } }, { ifMatch: current.etag }),
    done: `${file.name} deleted`,
    changes: [mediaListsKey(domain)],
    async onDone() {
      // First away from the page of what is no longer there.
      await navigate({ to: '/d/$domain/content/media', params: { domain } })
      client.removeQueries(query)
    },
    onRefused: refusal.keep,
  })

  function close() {
    refusal.clear()
    onClose()
  }

  if (refusal.error instanceof ProblemError && refusal.error.code === 'OBJECT_REFERENCED') {
    const { problem } = refusal.error
    return (
      <Dialog open={open} onOpenChange={close} title="The file is in use" width="small">
        <div className="grid gap-3">
          <p>
            Objects refer to it, or what is published of them does. It was not deleted: give them
            another file first.
          </p>
          {problem.offenders?.length ? (
            <Referrers domain={domain} problem={problem} />
          ) : (
            <p className="text-muted">You may not read any of them.</p>
          )}
        </div>
        <Actions>
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        </Actions>
      </Dialog>
    )
  }
  return (
    <Confirm
      open={open}
      onOpenChange={close}
      title={`Delete ${file.name}`}
      action="Delete file"
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate()}
    >
      <p>
        {file.references > 0
          ? 'Objects refer to this file. While they do, it stays.'
          : 'Its address answers nothing from then on, and it cannot be brought back. While an object refers to it, it stays.'}
      </p>
      <Refusal error={refusal.error} />
    </Confirm>
  )
}
