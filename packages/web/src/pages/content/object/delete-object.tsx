import { type ContentType, ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { Confirm } from '../../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { objectQuery, type VersionedObject } from './object.queries.ts'

/** Deletes an object; what refers to it is shown first, and is changed only when that is asked for. */
export function DeleteObject({
  domain,
  type,
  current,
  open,
  onClose,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  open: boolean
  onClose: () => void
}) {
  const { id, title, state } = current.value
  const params = { domain, type: type.name, id }
  const query = objectQuery(params)
  const client = useQueryClient()
  const navigate = useNavigate()
  const refusal = useRefusal(query.queryKey)
  const offenders = offendersIn(refusal.error)

  const action = useAction({
    run: (detach: boolean) =>
      api.objects.delete({ params, body: { detach } }, { ifMatch: current.etag }),
    done: `${title} deleted`,
    async onDone() {
      // First away from the page of what is no longer there.
      await navigate({
        to: '/d/$domain/content/objects/$type',
        params: { domain, type: type.name },
      })
      client.removeQueries({ queryKey: query.queryKey })
      void client.invalidateQueries({ queryKey: ['domain', domain, 'content'] })
    },
    onRefused: refusal.keep,
  })

  return (
    <Confirm
      open={open}
      onOpenChange={() => {
        refusal.clear()
        onClose()
      }}
      title={`Delete ${title}`}
      action={offenders.length > 0 ? 'Take the references out and delete' : 'Delete'}
      danger
      busy={action.isPending}
      onConfirm={() => action.mutate(offenders.length > 0)}
    >
      {offenders.length === 0 ? (
        <>
          <p>
            {state === 'draft'
              ? 'It goes with all of its versions.'
              : 'It is published: delivery stops answering it at once, and all of its versions go.'}{' '}
            It cannot be brought back.
          </p>
          <Refusal error={refusal.error} />
        </>
      ) : (
        <div role="alert" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <p className="font-medium">It was not deleted: other objects refer to it.</p>
          <ul className="grid gap-1">
            {offenders.map((offender, index) => (
              <li key={offender.id === '' ? index : offender.id} className="wrap-anywhere">
                {offender.id === '' ? (
                  offender.message
                ) : (
                  <>
                    <Link
                      to="/d/$domain/content/objects/$type/$id"
                      params={{ domain, type: offender.kind, id: offender.id }}
                      target="_blank"
                      className="text-accent underline underline-offset-2"
                    >
                      {offender.kind} {offender.id}
                    </Link>
                    : {offender.message}
                  </>
                )}
              </li>
            ))}
          </ul>
          <p className="text-muted">
            Change them first, or let the references be taken out of them, from what is published as
            well. That is done only where you may change them and they stay valid.
          </p>
        </div>
      )}
    </Confirm>
  )
}

function offendersIn(error: unknown) {
  return error instanceof ProblemError && error.code === 'OBJECT_REFERENCED'
    ? (error.problem.offenders ?? [])
    : []
}
