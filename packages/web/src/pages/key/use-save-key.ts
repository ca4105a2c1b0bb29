import { ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { updateKeys } from '../../keys/key-cache.ts'
import { readVersioned, type VersionedKey, versionedKeyQuery } from './key.queries.ts'

/** What of a key can be changed at once. */
export type KeyChange = Parameters<typeof api.keys.update>[0]['body']

/**
 * Saves changes of a key as it was when editing began. When somebody else was faster, `newer` is
 * the key as it is now and nothing was saved.
 */
export function useSaveKey(options: {
  domain: string
  base: VersionedKey
  done: string
  onDone?: (saved: VersionedKey) => void
  /** Shows a refusal at the fields; true: nothing more to say. */
  onRefused?: (error: unknown) => boolean
}) {
  const { domain, base, done, onDone, onRefused } = options
  const [newer, setNewer] = useState<VersionedKey>()
  const client = useQueryClient()
  const { id } = base.key
  const query = versionedKeyQuery(domain, id)

  const action = useAction({
    run: async (body: KeyChange) => {
      let etag = ''
      const key = await api.keys.update(
        { params: { domain, id }, body },
        {
          ifMatch: base.etag,
          onEtag: made => {
            etag = made
          },
        },
      )
      return { key, etag }
    },
    done,
    onDone(saved) {
      client.setQueryData(query.queryKey, saved)
      updateKeys(client, domain, [saved.key])
      setNewer(undefined)
      onDone?.(saved)
    },
    onRefused(error) {
      if (error instanceof ProblemError && error.code === 'PRECONDITION_FAILED') {
        void readVersioned(domain, id).then(current => {
          client.setQueryData(query.queryKey, current)
          setNewer(current)
        })
        return true
      }
      return onRefused?.(error) ?? false
    },
  })
  return { action, newer, forgetNewer: () => setNewer(undefined) }
}
