import type { PanelContent, Problem } from '@keywright/contract'
import { createRealtime, type RealtimeClient } from '@keywright/sdk/realtime'

/** What a screen knows at a moment. */
export interface PanelState {
  /** What was shown last, also while nothing can be asked; undefined before the first answer. */
  content: PanelContent | undefined
  /** For so long that somebody should see it. */
  isOffline: boolean
  /** Why this screen may show nothing: for good, or until the key of the panel is enabled again. */
  barred: 'signedOut' | 'disabled' | undefined
}

/** The connection of a screen to the server, which outlives whatever happens to either. */
export interface PanelConnection {
  current(): PanelState
  /** Is called after each change; answers how to stop that. */
  follow(listener: () => void): () => void
}

/** Asked again even where nothing is told: the server learns that the screen is still there. */
const EVERY = 60_000
/** Once something cannot be asked, and once the screen may show nothing: a key may be enabled again. */
const AGAIN = 5_000
const AGAIN_BARRED = 30_000
/** What happens within this is read in one go. */
const TOGETHER = 300
/** A request that is lost on its way would never end. */
const PATIENCE = 15_000
/** A short break is nobody's business. */
const UNNOTICED = 3_000

/** Opens the panel at a path, and keeps it up to date from now on. */
export function openPanel(path: string): PanelConnection {
  const listeners = new Set<() => void>()
  let state: PanelState = { content: undefined, isOffline: false, barred: undefined }
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
    if (state.barred) return
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
      } else {
        const barred = await readRefusal(response)
        if (barred) {
          wait = AGAIN_BARRED
          bar(barred)
        } else offline()
      }
    } catch {
      offline()
    }
    isReading = false
    next = setTimeout(read, again ? 0 : wait)
    again = false
  }

  function show(content: PanelContent) {
    // Which site may be framed is said with the page; and what was barred begins anew.
    if (state.barred || (state.content && state.content.url !== content.url)) {
      location.reload()
      return
    }
    if (client === undefined || client.state === 'open') online()
    turn({ content })
    if (client === undefined) listen()
  }

  function bar(barred: PanelState['barred']) {
    client?.close()
    clearTimeout(noticing)
    noticing = undefined
    turn({ content: undefined, isOffline: false, barred })
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
        // Nothing is shown any more from now on; the answer says why.
        if (closeCode === 4401) bar('signedOut')
        else listenLater()
        clearTimeout(next)
        next = setTimeout(read, closeCode === 4401 ? TOGETHER : 0)
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
      if (!state.barred) listen()
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

async function readRefusal(response: Response): Promise<PanelState['barred']> {
  if (response.status === 401) return 'signedOut'
  if (response.status !== 403) return undefined
  const { code } = (await response.json()) as Partial<Problem>
  return code === 'PANEL_DISABLED' ? 'disabled' : undefined
}

/** A websocket to the panel instead of the domain; the cookie says who listens. */
function socketTo(address: string) {
  return class extends WebSocket {
    constructor() {
      super(address)
    }
  }
}
