import type { IssuedKey, Key } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api } from '../app/api.ts'
import { useAction } from '../app/use-action.ts'
import { updateKeys } from './key-cache.ts'
import { RegenerateConfirm } from './regenerate-confirm.tsx'
import { RevokeConfirm } from './revoke-confirm.tsx'

/** What can be done with one key, wherever it is shown. */
export interface KeyActions {
  disable: (key: Key) => void
  enable: (key: Key) => void
  /** Asks first, and says what was using the key lately. */
  revoke: (key: Key, then?: () => void) => void
  /** Asks first; the new token is in what `then` gets, and nowhere else. */
  regenerate: (key: Key, then: (issued: IssuedKey) => void) => void
  /** The server asks for the password where it was not entered lately. */
  reveal: (key: Key, then: (token: string) => void) => void
  /** Something is under way. */
  isBusy: boolean
  /** The questions: must be drawn somewhere on the page. */
  dialogs: ReactNode
}

/** One question that is open. */
type Asked =
  | { about: 'revoke'; key: Key; then?: (() => void) | undefined }
  | { about: 'regenerate'; key: Key; then: (issued: IssuedKey) => void }

/** The actions on keys of a domain, with their questions, messages and what they change in the lists. */
export function useKeyActions(domain: string): KeyActions {
  const client = useQueryClient()
  const [asked, setAsked] = useState<Asked>()
  const at = (key: Key) => ({ params: { domain, id: key.id } })
  const onDone = (key: Key) => updateKeys(client, domain, [key])

  const disable = useAction({
    run: (key: Key) => api.keys.disable(at(key)),
    done: key => `${key.name} is disabled`,
    onDone,
  })
  const enable = useAction({
    run: (key: Key) => api.keys.enable(at(key)),
    done: key => `${key.name} is enabled`,
    onDone,
  })
  const revoke = useAction({
    run: ({ key, reason }: { key: Key; reason: string }) =>
      api.keys.revoke({ ...at(key), body: reason === '' ? {} : { reason } }),
    done: key => `${key.name} is revoked`,
    onDone,
  })
  const regenerate = useAction({
    run: (key: Key) => api.keys.rotate({ ...at(key), body: { overlapSeconds: 0 } }),
    done: ({ key }) => `${key.name} has a new token`,
    onDone: ({ key }) => onDone(key),
  })
  const reveal = useAction({
    run: (key: Key) => api.keys.reveal(at(key)),
    changes: [['domain', domain, 'audit']],
  })
  const close = () => setAsked(undefined)

  return {
    disable: key => disable.mutate(key),
    enable: key => enable.mutate(key),
    revoke: (key, then) => setAsked({ about: 'revoke', key, then }),
    regenerate: (key, then) => setAsked({ about: 'regenerate', key, then }),
    reveal: (key, then) =>
      reveal.mutate(key, {
        onSuccess({ token }) {
          reveal.reset()
          then(token)
        },
      }),
    isBusy: [disable, enable, revoke, regenerate, reveal].some(action => action.isPending),
    dialogs: (
      <>
        {asked?.about === 'revoke' && (
          <RevokeConfirm
            domain={domain}
            value={asked.key}
            busy={revoke.isPending}
            onClose={close}
            onConfirm={reason =>
              revoke.mutate(
                { key: asked.key, reason },
                {
                  onSuccess() {
                    close()
                    asked.then?.()
                  },
                },
              )
            }
          />
        )}
        {asked?.about === 'regenerate' && (
          <RegenerateConfirm
            domain={domain}
            value={asked.key}
            busy={regenerate.isPending}
            onClose={close}
            onConfirm={() =>
              regenerate.mutate(asked.key, {
                onSuccess(issued) {
                  regenerate.reset()
                  close()
                  asked.then(issued)
                },
              })
            }
          />
        )}
      </>
    ),
  }
}
