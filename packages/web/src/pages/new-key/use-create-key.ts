import type { IssuedKey } from '@keywright/contract'
import { useRef } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import type { NewKey } from './draft.ts'

/**
 * Makes the key. The same form sent twice makes one key: while an answer is awaited nothing more is
 * sent, and an answer that was lost is asked for again by the same idempotency key.
 */
export function useCreateKey(options: {
  domain: string
  onIssued: (issued: IssuedKey) => void
  onRefused: (error: unknown) => boolean
}) {
  const { domain, onIssued, onRefused } = options
  const once = useIdempotencyKey()
  const isUnderWay = useRef(false)

  const action = useAction({
    async run(body: NewKey) {
      try {
        return await once(body, idempotencyKey =>
          api.keys.create({ params: { domain }, body }, { idempotencyKey }),
        )
      } finally {
        isUnderWay.current = false
      }
    },
    changes: [
      ['domain', domain, 'keys'],
      ['domain', domain, 'users'],
      ['domain', domain, 'roles'],
    ],
    onDone(issued) {
      // The answer holds the token: from here on only the page has it.
      action.reset()
      onIssued(issued)
    },
    onRefused,
  })

  return {
    isPending: action.isPending,
    create(body: NewKey) {
      if (isUnderWay.current) return
      isUnderWay.current = true
      action.mutate(body)
    },
  }
}
