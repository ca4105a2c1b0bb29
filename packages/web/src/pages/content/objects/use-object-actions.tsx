import type { ContentObject } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { toldOfChange } from './changed-meanwhile.ts'
import { DeleteObject } from './delete-object.tsx'
import { etagOf } from './etag.ts'
import { resetLists, updateLists } from './objects.queries.ts'

/** What can be done with one object of a list. */
export interface ObjectActions {
  publish: (object: ContentObject) => void
  unpublish: (object: ContentObject) => void
  /** Opens the copy. */
  duplicate: (object: ContentObject) => void
  /** Asks first; so long as others refer to it, it says which. */
  delete: (object: ContentObject) => void
  /** The questions: must be drawn somewhere on the page. */
  dialogs: ReactNode
}

/** The actions on objects of a type, with their questions, messages and what they change in lists. */
export function useObjectActions(domain: string, type: string): ObjectActions {
  const client = useQueryClient()
  const navigate = useNavigate()
  const once = useIdempotencyKey()
  const [asked, setAsked] = useState<ContentObject>()
  const at = ({ id }: ContentObject) => ({ params: { domain, type, id } })

  const onRefused = (error: unknown) => toldOfChange(client, domain, type, error)

  const publish = useAction({
    run: (object: ContentObject) =>
      api.objects.publish(at(object), { ifMatch: etagOf(object.version) }),
    done: (_, { title }) => `${title} is published`,
    onDone: object => updateLists(client, domain, type, [object]),
    onRefused,
  })
  const unpublish = useAction({
    run: (object: ContentObject) =>
      api.objects.unpublish(at(object), { ifMatch: etagOf(object.version) }),
    done: (_, { title }) => `${title} is not published any more`,
    onDone: object => updateLists(client, domain, type, [object]),
    onRefused,
  })
  const duplicate = useAction({
    run: (object: ContentObject) =>
      once(['duplicate', object.id], idempotencyKey =>
        api.objects.duplicate({ ...at(object), body: {} }, { idempotencyKey }),
      ),
    done: (_, { title }) => `This is the copy of ${title}`,
    onDone({ id }) {
      resetLists(client, domain, type)
      void navigate({ to: '/d/$domain/content/objects/$type/$id', params: { domain, type, id } })
    },
  })

  return {
    publish: object => publish.mutate(object),
    unpublish: object => unpublish.mutate(object),
    duplicate: object => duplicate.mutate(object),
    delete: setAsked,
    dialogs: asked && (
      <DeleteObject
        key={asked.id}
        domain={domain}
        value={asked}
        onClose={() => setAsked(undefined)}
      />
    ),
  }
}
