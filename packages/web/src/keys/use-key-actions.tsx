import type { IssuedKey, Key } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { api } from '../app/api.ts'
import { useAction } from '../app/use-action.ts'
import { useIdempotencyKey } from '../app/use-idempotency-key.ts'
import { DisableConfirm } from './disable-confirm.tsx'
import { IssuedDialog } from './issued-dialog.tsx'
import { updateKeys } from './key-cache.ts'
import { RegenerateConfirm } from './regenerate-confirm.tsx'
import { RevokeConfirm } from './revoke-confirm.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

/** What can be done with one key, wherever it is shown. */
export interface KeyActions {
  /** Asks first, and says what was using the key lately; so do all that take something away. */
  disable: (key: Key) => void
  enable: (key: Key) => void
  revoke: (key: Key) => void
  /** Asks how long the old token goes on, and shows the new one. */
  rotate: (key: Key) => void
  /** Asks first; the new token is shown, or given to `then`, and nowhere else. */
  regenerate: (key: Key, then?: (issued: IssuedKey) => void) => void
  /** The server asks for the password where it was not entered lately. */
  reveal: (key: Key, then: (token: string) => void) => void
  /** The questions: must be drawn somewhere on the page. */
  dialogs: ReactNode
}

/** One dialog that is open. A token in it is gone when it closes. */
type Asked =
  | { about: 'disable' | 'revoke' | 'rotate'; key: Key }
  | { about: 'regenerate'; key: Key; then: (issued: IssuedKey) => void }
  | { about: 'issued'; issued: IssuedKey }

/** The actions on keys of a domain, with their questions, messages and what they change in the lists. */
export function useKeyActions(domain: string): KeyActions {
  const client = useQueryClient()
  const [asked, setAsked] = useState<Asked>()
  const alone = useAlone()
  const once = useIdempotencyKey()
  const at = (key: Key) => ({ params: { domain, id: key.id } })
  const onDone = (key: Key) => {
    updateKeys(client, domain, [key])
    setAsked(undefined)
  }

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
  const rotate = useAction({
    // The same wish gets the same token, also where an answer was lost.
    run: ({ key, overlapSeconds }: { key: Key; overlapSeconds: number }) =>
      once([key.id, overlapSeconds], idempotencyKey =>
        api.keys.rotate({ ...at(key), body: { overlapSeconds } }, { idempotencyKey }),
      ),
    onDone: ({ key }) => onDone(key),
  })
  const reveal = useAction({
    run: (key: Key) => api.keys.reveal(at(key)),
    changes: [['domain', domain, 'audit']],
  })

  function replace(key: Key, overlapSeconds: number, then: (issued: IssuedKey) => void) {
    const onSuccess = (issued: IssuedKey) => {
      rotate.reset()
      then(issued)
    }
    rotate.mutate({ key, overlapSeconds }, { onSuccess })
  }
  const close = () => setAsked(undefined)
  const show = (issued: IssuedKey) => setAsked({ about: 'issued', issued })

  return {
    disable: key => setAsked({ about: 'disable', key }),
    enable: key => alone(`enable ${key.id}`, () => enable.mutateAsync(key)),
    revoke: key => setAsked({ about: 'revoke', key }),
    rotate: key => setAsked({ about: 'rotate', key }),
    regenerate: (key, then = show) => setAsked({ about: 'regenerate', key, then }),
    reveal: (key, then) =>
      alone(`reveal ${key.id}`, async () => {
        const { token } = await reveal.mutateAsync(key)
        reveal.reset()
        then(token)
      }),
    dialogs: (
      <>
        {asked?.about === 'disable' && (
          <DisableConfirm
            domain={domain}
            value={asked.key}
            busy={disable.isPending}
            onClose={close}
            onConfirm={() => disable.mutate(asked.key)}
          />
        )}
        {asked?.about === 'revoke' && (
          <RevokeConfirm
            domain={domain}
            value={asked.key}
            busy={revoke.isPending}
            onClose={close}
            onConfirm={reason => revoke.mutate({ key: asked.key, reason })}
          />
        )}
        {asked?.about === 'rotate' && (
          <RotateDialog
            domain={domain}
            value={asked.key}
            busy={rotate.isPending}
            onClose={close}
            onConfirm={overlapSeconds => replace(asked.key, overlapSeconds, show)}
          />
        )}
        {asked?.about === 'regenerate' && (
          <RegenerateConfirm
            domain={domain}
            value={asked.key}
            busy={rotate.isPending}
            onClose={close}
            onConfirm={() => replace(asked.key, 0, asked.then)}
          />
        )}
        {asked?.about === 'issued' && <IssuedDialog issued={asked.issued} onClose={close} />}
      </>
    ),
  }
}

/** Runs what has a name once at a time: a second click while the first is under way is none. */
function useAlone() {
  const underWay = useRef(new Set<string>())
  return (name: string, run: () => Promise<unknown>) => {
    if (underWay.current.has(name)) return
    underWay.current.add(name)
    // What goes wrong is told where the action is made.
    void run()
      .catch(() => {})
      .finally(() => underWay.current.delete(name))
  }
}
