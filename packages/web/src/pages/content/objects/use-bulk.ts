import type { BatchOperation, ChangedObject, ContentObject, Problem } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../app/api.ts'
import { useAction } from '../../../app/use-action.ts'
import { useIdempotencyKey } from '../../../app/use-idempotency-key.ts'
import { countOf } from '../../../lib/count.ts'
import { updateLists } from './objects.queries.ts'

/** What is done with several objects. */
export type BulkAction = 'publish' | 'unpublish' | 'delete'

/** What is asked for. */
export interface BulkWish {
  action: BulkAction
  objects: readonly ContentObject[]
  /** Deletes also what is referred to. */
  detach?: boolean
}

/** An object that stayed as it was, and why. */
export interface BulkFailure {
  object: ContentObject
  problem: Problem
}

/** What became of it. */
export interface BulkReport {
  action: BulkAction
  done: number
  failed: readonly BulkFailure[]
}

/** As many as the server takes at once. */
const AT_ONCE = 100

/** Publishes, takes back or deletes any number of objects, each by itself. */
export function useBulk(domain: string, type: string) {
  const client = useQueryClient()
  const once = useIdempotencyKey()
  const [dealtWith, setDealtWith] = useState(0)

  const action = useAction({
    async run({ action, objects, detach = false }: BulkWish): Promise<BulkReport> {
      const failed: BulkFailure[] = []
      setDealtWith(0)
      for (let from = 0; from < objects.length; from += AT_ONCE) {
        const some = objects.slice(from, from + AT_ONCE)
        const body = {
          atomic: false,
          operations: some.map(one => toOperation(action, one, detach)),
        }
        const { items } = await once(body, idempotencyKey =>
          api.batch.run({ params: { domain }, body }, { idempotencyKey }),
        )
        const changed: ChangedObject[] = []
        const deleted: string[] = []
        for (const [place, object] of some.entries()) {
          const item = items[place]
          if (item?.object) changed.push(item.object)
          else if (item?.done) deleted.push(object.id)
          if (item?.problem) failed.push({ object, problem: item.problem })
        }
        // At once: what is done stays done, also where the next request fails.
        updateLists(client, domain, type, changed, deleted)
        setDealtWith(from + some.length)
      }
      if (detach) void client.invalidateQueries({ queryKey: ['domain', domain, 'content'] })
      return { action, done: objects.length - failed.length, failed }
    },
    done: ({ action, done }) =>
      done === 0
        ? undefined
        : `${countOf(done, 'object')} ${done === 1 ? 'is' : 'are'} ${PAST[action]}`,
  })
  return { ...action, dealtWith }
}

const PAST = {
  publish: 'published',
  unpublish: 'not published any more',
  delete: 'deleted',
} as const satisfies Record<BulkAction, string>

/** Only to what the list showed: what somebody changed meanwhile is named instead. */
function toOperation(
  op: BulkAction,
  { type, id, version }: ContentObject,
  detach: boolean,
): BatchOperation {
  return op === 'delete' ? { op, type, id, version, detach } : { op, type, id, version }
}
