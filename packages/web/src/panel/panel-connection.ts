import type { PanelContent } from '@keywright/contract'
import { createRealtime, type RealtimeClient } from '@keywright/sdk/realtime'

/** What a screen knows at a moment. */
export interface PanelState {
  /** What was shown last, also while nothing can be asked; undefined before the first answer. */
  content: PanelContent | undefined
  /** For so long that somebody should see it. */
  isOffline: boolean
  isSignedOut: boolean
}

/** The connection of a screen to the server, which outlives whatever happens to either. */
export interface PanelConnection {
  current(): PanelState
  /** Is called after each change; answers how to stop that. */
  follow(listener: () => void): () => void
}

/** Asked again even where nothing is told: the server learns that the screen is still there. */
const EVERY = 60_000
/** Once something cannot be asked, and once the screen is signed out: a key may be switched on again. */
const AGAIN = 5_000
const AGAIN_SIGNED_OUT = 30_000
/** What happens within this is read in one go. */
const TOGETHER = 300
/** A request that is lost on its way would never end. */
const PATIENCE = 15_000
/** A short break is nobody's business. */
const UNNOTICED = 3_000

/** Opens the panel at a path, and keeps it up to date from now on. */
export function openPanel(path: string): PanelConnection {
  const listeners = new Set<() => void>()
  let state: PanelState = { content: undefined, isOffline: false, isSignedOut: false }
  let client: RealtimeClient | undefined
  let next: ReturnType<typeof setTimeout> | undefined
  let soon: ReturnType<typeof setTimeout> | undefined
  let noticing: ReturnType<typeof setTimeout> | undefined
  let isReading = false
  let again = false

  function turn(change: Partial<PanelState>) {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  function online() {
    clearTimeout(noticing)
    noticing = undefined
    if (state.isOffline) turn({ isOffline: false })
  }

  function offline() {
    if (state.isSignedOut) return
    noticing ??= setTimeout(() => turn({ isOffline: true }), UNNOTICED)
  }

  async function read() {
    if (isReading) {
      again = true
      return
    }
    isReading = true
    clearTimeout(next)
    let wait = AGAIN
    try {
      const signal = AbortSignal.timeout(PATIENCE)
      const response = await fetch(`${path}/content`, { cache: 'no-store', signal })
      if (response.ok) {
        wait = EVERY
        // The server keeps to its contract.
        show((await response.json()) as PanelContent)
      } else if (response.status === 401) {
        wait = AGAIN_SIGNED_OUT
        signOut()
      } else offline()
    } catch {
      offline()
    }
    isReading = false
    next = setTimeout(read, again ? 0 : wait)
    again = false
  }

  function show(content: PanelContent) {
    // Which site may be framed is said with the page; and what was signed out begins anew.
    if (state.isSignedOut || (state.content && state.content.url !== content.url)) {
      location.reload()
      return
    }
    if (client === undefined || client.state === 'open') online()
    turn({ content })
    if (client === undefined) listen()
  }

  function signOut() {
    client?.close()
    clearTimeout(noticing)
    noticing = undefined
    turn({ content: undefined, isOffline: false, isSignedOut: true })
  }

  function readSoon() {
    if (soon !== undefined) return
    soon = setTimeout(() => {
      soon = undefined
      void read()
    }, TOGETHER)
  }

  function listen() {
    client = createRealtime({
      url: location.origin,
      domain: 'panel',
      WebSocket: socketTo(`${location.origin.replace('http', 'ws')}${path}/realtime`),
      maxDelayMilliseconds: AGAIN,
      onState: now => (now === 'open' ? online() : now === 'waiting' && offline()),
      onEnd({ closeCode }) {
        if (closeCode === 4401) signOut()
        else listenLater()
        clearTimeout(next)
        next = setTimeout(read, closeCode === 4401 ? AGAIN_SIGNED_OUT : 0)
      },
    })
    // What is listened to is the server's to say: what the panel shows.
    client.subscribe(
      { view: 'published' },
      {
        onEvent: readSoon,
        // Whatever happened before is known now.
        onSubscribed: readSoon,
        onReset: readSoon,
        onRefused() {
          readSoon()
          listenLater()
        },
      },
    )
  }

  function listenLater() {
    setTimeout(() => {
      if (!state.isSignedOut) listen()
    }, AGAIN)
  }

  void read()
  return {
    current: () => state,
    follow(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** A websocket to the panel instead of the domain; the cookie says who listens. */
function socketTo(address: string) {
  return class extends WebSocket {
    constructor() {
      super(address)
    }
  }
}
