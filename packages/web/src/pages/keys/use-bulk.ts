import { ERRORS, type Key } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { updateKeys } from '../../keys/key-cache.ts'
import type { BulkAction } from './bulk-confirm.tsx'

/** A key that stayed as it was. */
export interface BulkFailure {
  key: Key
  code: string
  sentence: string
}

/** The most keys that the server takes at once. */
const AT_ONCE = 200

/** Disables or revokes any number of keys; the answer names those for which it did not work. */
export function useBulk(domain: string) {
  const client = useQueryClient()
  return useAction({
    async run({ action, keys }: { action: BulkAction; keys: readonly Key[] }) {
      const done: Key[] = []
      const failed: BulkFailure[] = []
      try {
        for (let from = 0; from < keys.length; from += AT_ONCE) {
          const some = new Map(keys.slice(from, from + AT_ONCE).map(key => [key.id, key]))
          const { items } = await api.keys.bulk({
            params: { domain },
            body: { action, ids: [...some.keys()] },
          })
          for (const item of items) {
            const key = some.get(item.id)
            if (!key) continue
            if (item.done) done.push(after(action, key))
            else failed.push({ key, ...reasonOf(item.code) })
          }
        }
      } finally {
        // What was done before a request failed is done all the same.
        updateKeys(client, domain, done)
      }
      return { done, failed }
    },
    done: ({ done }, { action }) =>
      `${done.length.toLocaleString('en')} ${done.length === 1 ? 'key is' : 'keys are'} ${PAST[action]}`,
  })
}

const PAST = { disable: 'disabled', revoke: 'revoked' } as const satisfies Record<
  BulkAction,
  string
>

/** As the server would show it now; the list is not read again for it. */
function after(action: BulkAction, key: Key): Key {
  const now = new Date().toISOString()
  if (action === 'revoke') return { ...key, state: 'revoked', revokedAt: now }
  return { ...key, state: key.state === 'active' ? 'disabled' : key.state, disabledAt: now }
}

function reasonOf(code: string | null): { code: string; sentence: string } {
  const known = Object.entries(ERRORS).find(([name]) => name === code)
  return {
    code: code ?? 'UNKNOWN',
    sentence: known?.[1].title ?? 'The server gave no reason.',
  }
}
