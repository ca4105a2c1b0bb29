import type { RealtimeEvent, RealtimeMessage, RealtimeRequest } from '@keywright/contract'
import { type ClientOptions, WebSocket } from 'ws'

/** A websocket that remembers what it was told. */
export interface RealtimeSocket {
  readonly socket: WebSocket
  readonly messages: RealtimeMessage[]
  /** How it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>
  say(request: RealtimeRequest): void
  /** The first message of this kind that was not taken before, now or later. */
  take<T extends RealtimeMessage['type']>(
    type: T,
    fits?: (message: Extract<RealtimeMessage, { type: T }>) => boolean,
  ): Promise<Extract<RealtimeMessage, { type: T }>>
  /** Subscribes, and resolves to where the subscription begins. */
  subscribe(wish: Omit<Extract<RealtimeRequest, { type: 'subscribe' }>, 'type'>): Promise<number>
  /** Everything that was told to a subscription before an answer to a ping came back. */
  events(subscription: string): Promise<RealtimeEvent[]>
  close(): Promise<unknown>
}

/** Opens a websocket and resolves when it is open; rejects with the status where the server refuses. */
export async function openRealtime(
  url: string,
  domain: string,
  {
    query = '',
    path = `/v1/domains/${domain}/realtime`,
    ...options
  }: ClientOptions & { query?: string; path?: string } = {},
): Promise<RealtimeSocket> {
  const address = `${url.replace('http', 'ws')}${path}${query}`
  const socket = new WebSocket(address, options)
  const messages: RealtimeMessage[] = []
  const taken = new Set<RealtimeMessage>()
  const looks: (() => void)[] = []

  const closed = new Promise<{ code: number; reason: string }>(resolve => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  socket.on('message', data => {
    messages.push(JSON.parse(String(data)))
    for (const look of looks.splice(0)) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => {})

  const take: RealtimeSocket['take'] = (type, fits = () => true) => {
    type Wanted = Extract<RealtimeMessage, { type: typeof type }>
    return new Promise(resolve => {
      const look = () => {
        const found = messages.find(
          (message): message is Wanted =>
            message.type === type && !taken.has(message) && fits(message as Wanted),
        )
        if (!found) return void looks.push(look)
        taken.add(found)
        resolve(found)
      }
      look()
    })
  }
  const say = (request: RealtimeRequest) => socket.send(JSON.stringify(request))

  return {
    socket,
    messages,
    closed,
    say,
    take,
    async subscribe(wish) {
      say({ type: 'subscribe', ...wish })
      return (await take('subscribed', ({ id }) => id === wish.id)).eventId
    },
    async events(subscription) {
      say({ type: 'ping' })
      await take('pong')
      return messages.flatMap(message =>
        message.type === 'event' && message.subscription === subscription ? [message.event] : [],
      )
    },
    close() {
      socket.close()
      return closed
    },
  }
}
