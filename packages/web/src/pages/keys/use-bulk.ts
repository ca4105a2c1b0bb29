import {
  ERRORS,
  type endpoints,
  type Key,
  ProblemError,
  type ResponseBody,
} from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { updateKeys } from '../../keys/key-cache.ts'
import type { KeyRights } from '../../keys/key-rights.ts'
import type { BulkAction } from './bulk-confirm.tsx'

/** A key that stayed as it was. */
export interface BulkFailure {
  key: Key
  code: string
  sentence: string
}

/** What became of one key. */
type BulkItem = ResponseBody<typeof endpoints.keys.bulk>['items'][number]

/** The most keys that the server takes at once. */
const AT_ONCE = 200

/** Disables or revokes any number of keys; the answer names those for which it did not work. */
export function useBulk(domain: string, rights: KeyRights) {
  const client = useQueryClient()
  return useAction({
    async run({ action, keys }: { action: BulkAction; keys: readonly Key[] }) {
      const done: Key[] = []
      const failed: BulkFailure[] = []
      // The server takes many at once only from those who may revoke each of them as well.
      const takesMany = keys.every(key => rights.on(key).mayRevoke)
      try {
        for (let from = 0; from < keys.length; from += AT_ONCE) {
          const some = new Map(keys.slice(from, from + AT_ONCE).map(key => [key.id, key]))
          const ids = [...some.keys()]
          const items = takesMany ? await changeAll(domain, action, ids) : disableEach(domain, ids)
          for await (const item of items) {
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
      done.length === 0
        ? undefined
        : `${done.length.toLocaleString('en')} ${done.length === 1 ? 'key is' : 'keys are'} ${PAST[action]}`,
  })
}

async function changeAll(domain: string, action: BulkAction, ids: string[]): Promise<BulkItem[]> {
  return (await api.keys.bulk({ params: { domain }, body: { action, ids } })).items
}

async function* disableEach(domain: string, ids: readonly string[]): AsyncGenerator<BulkItem> {
  for (const id of ids) {
    yield await api.keys.disable({ params: { domain, id } }).then(
      () => ({ id, done: true, code: null }),
      (error: unknown) => {
        if (!(error instanceof ProblemError) || error.status >= 500) throw error
        return { id, done: false, code: error.code }
      },
    )
  }
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
