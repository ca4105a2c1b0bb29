import { ProblemError } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { withEtag } from '../../app/with-etag.ts'
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
  onDone: (saved: VersionedKey, sent: KeyChange) => void
  /** Shows a refusal at the fields; true: nothing more to say. */
  onRefused: (error: unknown) => boolean
}) {
  const { domain, base, done, onDone, onRefused } = options
  const [newer, setNewer] = useState<VersionedKey>()
  const client = useQueryClient()
  const { id } = base.key
  const query = versionedKeyQuery(domain, id)

  const action = useAction({
    run: async (body: KeyChange) => {
      const change = { params: { domain, id }, body }
      const { value: key, etag } = await withEtag(options =>
        api.keys.update(change, { ifMatch: base.etag, ...options }),
      ).catch(async (error: unknown) => {
        if (!isConflict(error)) throw error
        // What cannot be read now is told as what it is: not saved.
        const now = await readVersioned(domain, id).catch(() => {
          throw error
        })
        throw new Overtaken(now)
      })
      return { key, etag }
    },
    done,
    onDone(saved, sent) {
      client.setQueryData(query.queryKey, saved)
      updateKeys(client, domain, [saved.key])
      setNewer(undefined)
      onDone(saved, sent)
    },
    onRefused(error) {
      if (!(error instanceof Overtaken)) return !isConflict(error) && onRefused(error)
      client.setQueryData(query.queryKey, error.newer)
      setNewer(error.newer)
      return true
    },
  })
  return { action, newer, forgetNewer: () => setNewer(undefined) }
}

/** Somebody else was faster. */
class Overtaken extends Error {
  override readonly name = 'Overtaken'
  readonly newer: VersionedKey

  constructor(newer: VersionedKey) {
    super('The key was changed meanwhile.')
    this.newer = newer
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'PRECONDITION_FAILED'
}
