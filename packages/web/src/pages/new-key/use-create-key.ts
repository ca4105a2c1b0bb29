import type { IssuedKey } from '@keywright/contract'
import { useRef } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
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
  const attempt = useRef({ body: '', key: '' })
  const isUnderWay = useRef(false)

  const action = useAction({
    async run(body: NewKey) {
      try {
        return await api.keys.create(
          { params: { domain }, body },
          { idempotencyKey: keyFor(attempt.current, JSON.stringify(body)) },
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

/** Another body is another wish. */
function keyFor(attempt: { body: string; key: string }, body: string): string {
  if (attempt.body !== body) {
    attempt.body = body
    // Unlike randomUUID, this is there without TLS as well.
    attempt.key = Array.from(crypto.getRandomValues(new Uint32Array(4)), part =>
      part.toString(36),
    ).join('-')
  }
  return attempt.key
}
