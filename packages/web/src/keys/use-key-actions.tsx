import type { IssuedKey, Key } from '@keywright/contract'
import { useQueryClient } from '@tanstack/react-query'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { api } from '../app/api.ts'
import { useMe } from '../app/session.tsx'
import { useAction } from '../app/use-action.ts'
import { useIdempotencyKey } from '../app/use-idempotency-key.ts'
import { DisableConfirm } from './disable-confirm.tsx'
import { issuedStore } from './issued-store.ts'
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

/** One dialog that is open. */
type Asked =
  | { about: 'disable' | 'revoke' | 'rotate'; key: Key }
  | { about: 'regenerate'; key: Key; then: ThenShow }

/** What shows a token where it was asked for; without it, it is shown over the page. */
type ThenShow = ((issued: IssuedKey) => void) | undefined

/** A wish for a new token. */
interface Rotation {
  domain: string
  key: Key
  overlapSeconds: number
  then?: ThenShow
}

/** The actions on keys of a domain, with their questions, messages and what they change in the lists. */
export function useKeyActions(domain: string): KeyActions {
  const client = useQueryClient()
  const [asked, setAsked] = useState<Asked>()
  const alone = useAlone()
  const once = useIdempotencyKey()
  const { user } = useMe()
  const isShowing = useShows(domain)
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
    run: ({ domain, key, overlapSeconds }: Rotation) =>
      once([key.id, overlapSeconds], idempotencyKey =>
        api.keys.rotate(
          { params: { domain, id: key.id }, body: { overlapSeconds } },
          { idempotencyKey },
        ),
      ),
    // Comes also when the page has been left, unlike what is given to `mutate`.
    onDone(issued, { domain, then }) {
      updateKeys(client, domain, [issued.key])
      setAsked(undefined)
      if (then && isShowing(domain)) then(issued)
      else if (user) issuedStore.set({ issued, userId: user.id })
    },
  })
  // To close the browser now would end the old token, and nobody would see the new one.
  useBlocker({
    shouldBlockFn: () => false,
    enableBeforeUnload: rotate.isPending,
    disabled: !rotate.isPending,
  })
  const reveal = useAction({
    run: (key: Key) => api.keys.reveal(at(key)),
    changes: [['domain', domain, 'audit']],
  })

  function replace(key: Key, overlapSeconds: number, then?: ThenShow) {
    // The answer holds the token: from here on only what shows it has it.
    rotate.mutate({ domain, key, overlapSeconds, then }, { onSuccess: () => rotate.reset() })
  }
  const close = () => setAsked(undefined)

  return {
    disable: key => setAsked({ about: 'disable', key }),
    enable: key => alone(`enable ${key.id}`, () => enable.mutateAsync(key)),
    revoke: key => setAsked({ about: 'revoke', key }),
    rotate: key => setAsked({ about: 'rotate', key }),
    regenerate: (key, then) => setAsked({ about: 'regenerate', key, then }),
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
            onConfirm={overlapSeconds => replace(asked.key, overlapSeconds)}
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
      </>
    ),
  }
}

/** Tells whether the page still shows a domain. */
function useShows(domain: string) {
  const shown = useRef<string>(undefined)
  useEffect(() => {
    shown.current = domain
    return () => {
      shown.current = undefined
    }
  }, [domain])
  return (asked: string) => shown.current === asked
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
