import { REALTIME_CLOSE } from '@keywright/contract'
import type { WebSocket } from 'ws'
import type { AccessService, Credentials } from '../../access/access.service.ts'
import type { DomainVisitor, RequestContext } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import { isAway } from '../../db/deadline.ts'
import type { Freshness } from '../../db/freshness.ts'
import type { Foundation } from '../../foundation.ts'
import { createPlaces } from '../../lib/places.ts'
import { readFilter } from '../objects/object-filter.ts'
import type { ObjectReader } from '../objects/object-reader.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { createEventFeeds } from './event-feed.ts'
import { pruneEvents } from './event-log.ts'
import { createMatcher } from './matcher.ts'
import { type ClientParts, createRealtimeClient, type RealtimeClient } from './realtime-client.ts'
import { createStandings, type Holder, type Standing } from './standing.ts'
import type { Errand } from './subscription.ts'

/** Who wants to open a websocket, and from where. */
export interface RealtimeDoor {
  domain: string
  /** Empty: the first message says who it is. */
  credentials: Credentials
  context: RequestContext
  /** What is listened to in place of what the client asks for, where that is not its to choose. */
  instead?: Errand
}

/** A place for one websocket: taken before the handshake, and given back when it ends. */
export interface Seat {
  /** Serves the websocket. */
  open(socket: WebSocket): void
  /** The handshake came to nothing. */
  leave(): void
}

/** Tells whoever listens what happens to objects. */
export interface RealtimeService {
  /** Throws what `AccessService` throws, and SOCKET_LIMIT. */
  reserve(door: RealtimeDoor): Promise<Seat>
  /** Websockets that are open. */
  count(): number
  /** Forgets events that nobody can go on from any more; `now` in epoch milliseconds. */
  prune(now: number): Promise<void>
  /** Closes all websockets: the server goes away. */
  close(): void
}

/** How often credentials, heartbeats and a channel that is down are looked at. */
const SWEEP_MILLISECONDS = 250
/** How often events are looked for while nobody announces them. */
const UNANNOUNCED_MILLISECONDS = 1000
/** Websockets of a node that have not said who they are. */
const MOST_NAMELESS = 2000

/** Makes the service; its timer does not keep the process alive. */
export function createRealtimeService(parts: {
  foundation: Pick<Foundation, 'config' | 'database' | 'clock' | 'logger'>
  access: AccessService
  freshness: Freshness
  types: ContentTypeRegistry
  reader: Pick<ObjectReader, 'matching'>
}): RealtimeService {
  const { foundation, access, freshness, types, reader } = parts
  const { config, database, clock, logger } = foundation
  const feeds = createEventFeeds({ database, logger })
  const standings = createStandings({ ...foundation, access, freshness })
  const counter = createPlaces(() => new AppError('SOCKET_LIMIT', { retryAfterSeconds: 10 }))
  const clients = new Set<RealtimeClient>()
  const clientParts: ClientParts = {
    types,
    feeds,
    async checkFilter(domainId, { view, types: names = [], filter = {} }) {
      for (const name of names) readFilter(await types.get(domainId, name), filter, view)
    },
    matcher: createMatcher(reader),
    isAway: error => isAway(error, database.engine.isOutage),
    clock,
    onError: error => logger.error({ err: error }, 'a websocket failed'),
  }
  let lookedAt = 0
  let isClosed = false

  database.subscribe({
    onChange({ kind, domainId }) {
      if (kind !== 'contentType') return
      for (const client of clients) if (client.domainId === domainId) client.follow()
    },
  })

  function sweep() {
    if (clients.size === 0) return
    const now = clock.now()
    standings.sweep()
    for (const client of clients) client.beat(now)
    const sinceLook = performance.now() - lookedAt
    if (database.engine.channel() === 'down' && sinceLook >= UNANNOUNCED_MILLISECONDS) {
      lookedAt = performance.now()
      feeds.catchUp()
    }
  }

  const timer = setInterval(sweep, SWEEP_MILLISECONDS)
  timer.unref()

  async function enter(
    { domain, context }: RealtimeDoor,
    credentials: Credentials,
    holder: Holder,
  ): Promise<{ standing: Standing; release: () => void }> {
    const standing = await standings.enter(
      () => access.authenticate(credentials, context),
      context,
      domain,
      holder,
    )
    try {
      const release = counter.take([
        { name: holderOf(standing.visitor), most: config.realtimeSocketsPerKey },
        { name: standing.visitor.domain.id, most: config.realtimeSocketsPerDomain },
      ])
      return { standing, release }
    } catch (error) {
      standing.leave()
      throw error
    }
  }

  function seat(door: RealtimeDoor, holder: Relay, taken: Taken): Seat {
    const { context } = door
    let { release } = taken
    return {
      leave() {
        taken.standing?.leave()
        release()
      },
      open(socket) {
        const openedAt = clock.now()
        let isGone = false
        const visitor = {
          standing: taken.standing,
          context,
          instead: door.instead,
          async enter(token: string | undefined, self: Holder) {
            const credentials = token === undefined ? {} : { token }
            const entered = await enter(door, credentials, self)
            release()
            if (isGone) entered.release()
            else release = entered.release
            return entered.standing
          },
        }
        const client = createRealtimeClient(socket, visitor, clientParts, (code, reason) => {
          isGone = true
          clients.delete(client)
          release()
          const seconds = Math.round((clock.now() - openedAt) / 1000)
          logger.info({ ...context, code, reason, seconds }, 'websocket closed')
        })
        clients.add(client)
        holder.handTo(client)
      },
    }
  }

  return {
    async reserve(door) {
      if (isClosed) throw new AppError('SHUTTING_DOWN')
      const holder = createRelay()
      if (Object.keys(door.credentials).length === 0) {
        const release = counter.take([
          { name: `nameless ${door.context.ip}`, most: config.realtimeSocketsPerKey },
          { name: 'nameless', most: MOST_NAMELESS },
        ])
        return seat(door, holder, { standing: undefined, release })
      }
      return seat(door, holder, await enter(door, door.credentials, holder))
    },
    count: () => clients.size,
    prune: now => pruneEvents(database.db, now),
    close() {
      isClosed = true
      clearInterval(timer)
      for (const client of clients) client.close(REALTIME_CLOSE.shuttingDown, 'SHUTTING_DOWN')
    },
  }
}

interface Taken {
  standing: Standing | undefined
  release: () => void
}

/** Holds a place before there is a client, and tells that what happened meanwhile. */
interface Relay extends Holder {
  handTo(client: Holder): void
}

function createRelay(): Relay {
  let client: Holder | undefined
  let reason: Parameters<Holder['ended']>[0] | undefined
  return {
    renewed: () => client?.renewed(),
    ended(why) {
      reason = why
      client?.ended(why)
    },
    handTo(next) {
      client = next
      if (reason) next.ended(reason)
    },
  }
}

/** Whose websockets are counted together: those of a key, a person, or an address without either. */
function holderOf({ principal, context }: DomainVisitor): string {
  if (principal.kind === 'key') return principal.key.keyId
  return principal.kind === 'session' ? principal.user.id : `anonymous ${context.ip}`
}
