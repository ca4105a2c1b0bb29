import pg from 'pg'
import { z } from 'zod'
import { CHANGE_KINDS, CHANNEL_SILENCE_MILLISECONDS, type ChangeListener } from './changes.ts'

/** The LISTEN/NOTIFY channel of this program. */
export const CHANNEL = 'keywright_changes'

const HEARTBEAT_MILLISECONDS = 1000
const ANSWER_WITHIN_MILLISECONDS = CHANNEL_SILENCE_MILLISECONDS - HEARTBEAT_MILLISECONDS
const RETRY_MILLISECONDS = [50, 100, 250, 500, 1000]

const changeSchema = z.object({
  kind: z.enum(CHANGE_KINDS),
  domainId: z.string().nullable(),
  id: z.string(),
  at: z.number(),
})

/** The connection that hears other nodes. */
export interface Channel {
  /** Connects and keeps connected; resolves after the first attempt, whatever came of it. */
  start(listener: Required<ChangeListener>): Promise<void>
  state(): 'up' | 'down'
  close(): Promise<void>
}

/**
 * Keeps one connection that LISTENs. A query on the same connection every second proves that it
 * still hears; without an answer it counts as down, is replaced, and `onChannelUp` asks for a flush.
 */
export function openChannel(url: string): Channel {
  let client: pg.Client | undefined
  let up = false
  let closed = false
  let attempts = 0
  let timer: NodeJS.Timeout | undefined
  let hears: Required<ChangeListener> | undefined

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: 2000,
      query_timeout: ANSWER_WITHIN_MILLISECONDS,
      keepAlive: true,
      application_name: 'keywright listen',
    })
    client = fresh
    fresh.on('error', () => lose(fresh))
    fresh.on('end', () => lose(fresh))
    fresh.on('notification', message => receive(message.payload ?? ''))
    try {
      await fresh.connect()
      await fresh.query(`listen ${CHANNEL}`)
      if (closed || client !== fresh) return void fresh.end().catch(() => {})
      attempts = 0
      up = true
      hears?.onChannelUp()
      beat(fresh)
    } catch {
      lose(fresh)
    }
  }

  function beat(current: pg.Client) {
    timer = setTimeout(async () => {
      try {
        await current.query('select 1')
        if (client === current && !closed) beat(current)
      } catch {
        lose(current)
      }
    }, HEARTBEAT_MILLISECONDS)
    timer.unref()
  }

  function lose(lost: pg.Client) {
    if (client !== lost || closed) return
    client = undefined
    lost.end().catch(() => {})
    if (up) {
      up = false
      hears?.onChannelDown()
    }
    const wait = RETRY_MILLISECONDS[Math.min(attempts++, RETRY_MILLISECONDS.length - 1)]
    clearTimeout(timer)
    timer = setTimeout(() => void connect(), wait)
    timer.unref()
  }

  function receive(payload: string) {
    const parsed = changeSchema.safeParse(parseJson(payload))
    // A newer node may announce kinds this one does not know, and whoever may connect can send
    // anything: then nothing cached is certain.
    if (parsed.success) hears?.onChange(parsed.data, false)
    else hears?.onChannelUp()
  }

  return {
    async start(listener) {
      hears = listener
      await connect()
    },
    state: () => (up ? 'up' : 'down'),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
