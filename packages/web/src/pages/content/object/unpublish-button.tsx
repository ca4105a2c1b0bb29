import type { ContentType } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { withEtag } from '../../../app/with-etag.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../../users/refusal.tsx'
import { afterChange, objectQuery, objectsKey, type VersionedObject } from './object.queries.ts'

/** Takes an object back from delivery, after a question. */
export function UnpublishButton({
  domain,
  type: { name },
  current,
}: {
  domain: string
  type: ContentType
  current: VersionedObject
}) {
  const client = useQueryClient()
  const [asks, setAsks] = useState(false)
  const { id, title } = current.value
  const params = { domain, type: name, id }
  const query = objectQuery(params)
  const refusal = useRefusal(query.queryKey)

  const action = useAction({
    run: () =>
      withEtag(call => api.objects.unpublish({ params }, { ...call, ifMatch: current.etag })),
    done: 'Taken back from delivery',
    onDone(changed) {
      setAsks(false)
      client.setQueryData(query.queryKey, afterChange(current, changed))
      void client.invalidateQueries({ queryKey: objectsKey(domain, name) })
    },
    onRefused: refusal.keep,
  })

  return (
    <>
      <Button onClick={() => setAsks(true)}>
        <Undo2 aria-hidden /> Unpublish
      </Button>
      <Confirm
        open={asks}
        onOpenChange={open => {
          setAsks(open)
          refusal.clear()
        }}
        title={`Unpublish ${title}`}
        action="Unpublish"
        busy={action.isPending}
        onConfirm={() => action.mutate()}
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
