import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Send, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useCan } from '../../../app/session.tsx'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { objectQuery, objectsKey, type VersionedObject } from './object.queries.ts'
import { OBJECT_FORM } from './save-bar.tsx'
import type { EditedObject } from './use-edited-object.ts'

/** Undo, Save, Publish and Unpublish, as far as the person may. */
export function PublishButton({
  domain,
  type,
  current,
  edited,
  isForm,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
  edited: EditedObject
  /** Whether there is a form that can be sent. */
  isForm: boolean
}) {
  const can = useCan(domain)
  const client = useQueryClient()
  const [asks, setAsks] = useState(false)
  const { id, state } = current.value
  const { name } = type
  const params = { domain, type: name, id }
  const query = objectQuery(params)
  const refusal = useRefusal(query.queryKey)
  const mayPublish = can(`content.${name}:publish`)
  const isBlocked = edited.changes.length > 0
  const { isDirty } = edited

  const change = useAction({
    run: (action: 'publish' | 'unpublish') =>
      withEtag(call => api.objects[action]({ params }, { ...call, ifMatch: current.etag })),
    done: (_, action) => (action === 'publish' ? 'Published' : 'Taken back from delivery'),
    onDone(stored) {
      setAsks(false)
      client.setQueryData(query.queryKey, stored)
      void client.invalidateQueries({ queryKey: objectsKey(domain, name) })
    },
    onRefused: refusal.keep,
  })

  return (
    <>
      {mayPublish && state !== 'draft' && (
        <Button onClick={() => setAsks(true)} disabled={change.isPending}>
          <Undo2 aria-hidden /> Unpublish
        </Button>
      )}
      {isForm && (
        <>
          {isDirty && <Button onClick={edited.undo}>Undo changes</Button>}
          <Button
            type="submit"
            form={OBJECT_FORM}
            data-save=""
            variant={mayPublish ? 'secondary' : 'primary'}
            disabled={!isDirty || isBlocked}
            busy={edited.isSaving}
            aria-keyshortcuts="Control+S Meta+S"
            onClick={() => edited.intend('save')}
          >
            Save
          </Button>
        </>
      )}
      {mayPublish &&
        (isForm && isDirty ? (
          <Button
            type="submit"
            form={OBJECT_FORM}
            variant="primary"
            disabled={isBlocked}
            busy={edited.isSaving}
            onClick={() => edited.intend('publish')}
          >
            <Send aria-hidden /> Save and publish
          </Button>
        ) : (
          <Button
            variant="primary"
            disabled={state === 'published' || isDirty}
            busy={change.isPending}
            onClick={() => change.mutate('publish')}
          >
            <Send aria-hidden /> {state === 'published' ? 'Published' : 'Publish'}
          </Button>
        ))}
      <Confirm
        open={asks}
        onOpenChange={open => {
          setAsks(open)
          refusal.clear()
        }}
        title={`Unpublish ${current.value.title}`}
        action="Unpublish"
        busy={change.isPending}
        onConfirm={() => change.mutate('unpublish')}
      >
        <p>
          Delivery, search and GraphQL stop answering it at once. The draft and all versions stay;
          it can be published again at any time.
        </p>
        <Refusal error={refusal.error} />
      </Confirm>
    </>
  )
}
