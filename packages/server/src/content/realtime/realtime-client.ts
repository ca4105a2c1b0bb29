import {
  ERRORS,
  REALTIME_CLOSE,
  REALTIME_LIMITS,
  type RealtimeMessage,
  type RealtimeRequest,
} from '@keywright/contract'
import type { WebSocket } from 'ws'
import type { RequestContext } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import { toProblem } from '../../http/problem.ts'
import { type Clock, SECOND } from '../../lib/clock.ts'
import { mayDo } from '../objects/object-parts.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { closeCodeOf, closeSocket } from './close.ts'
import type { EventFeed, EventFeeds } from './event-feed.ts'
import { readRealtimeRequest, type Unreadable } from './realtime-request.ts'
import type { Holder, Standing } from './standing.ts'
import {
  createSubscription,
  type Errand,
  type Match,
  type Subscription,
  type Wish,
} from './subscription.ts'
import { requireWish, startOf } from './wish.ts'

/** What all clients are made with. */
export interface ClientParts {
  types: Pick<ContentTypeRegistry, 'get' | 'list'>
  feeds: EventFeeds
  /** Checks a filter against its type; throws VALIDATION_FAILED and CONTENT_TYPE_NOT_FOUND. */
  checkFilter(domainId: string, wish: Wish): Promise<void>
  matcher(domainId: string, feed: EventFeed): Match
  isAway(error: unknown): boolean
  clock: Clock
  /** Is told of errors that nobody expected. */
  onError(error: unknown): void
}

/** Who opens a websocket: with a standing, or with nothing yet. */
export interface Visitor {
  standing: Standing | undefined
  context: RequestContext
  /** Stands in place of what the client asks for. */
  instead?: Errand | undefined
  /** Lets in whoever has said nothing yet: with a token, or as everybody. */
  enter(token: string | undefined, holder: Holder): Promise<Standing>
}

/** One websocket. */
export interface RealtimeClient extends Holder {
  readonly domainId: string | undefined
  /** Looks again at what the subscriptions ask for: types or permissions have changed. */
  follow(): void
  /** To be called now and then: pings, and cuts who is silent. */
  beat(now: number): void
  close(code: number, reason: string): void
}

/** Serves a websocket until it is closed; `onClose` is then called once. */
export function createRealtimeClient(
  socket: WebSocket,
  visitor: Visitor,
  parts: ClientParts,
  onClose: (code: number, reason: string) => void,
): RealtimeClient {
  const { types, feeds, clock } = parts
  const subscriptions = new Map<string, Subscription>()
  const openedAt = clock.now()
  let { standing } = visitor
  let feed: EventFeed | undefined
  let isClosed = false
  let isEntering = false
  let pingedAt = openedAt
  let isAlive = true
  /** Since when more waits to be sent than may. */
  let crowdedSince: number | undefined
  let budget: number = REALTIME_LIMITS.messagesAtOnce
  let refilledAt = openedAt
  /** Messages are answered one after the other. */
  let turn = Promise.resolve()

  const outlet = {
    isOpen: () => !isClosed && standing !== undefined && !standing.inDoubt,
    mayRead: (type: string) => standing !== undefined && mayDo(standing.visitor, type, 'read'),
    send,
    crowded() {
      if (socket.bufferedAmount <= REALTIME_LIMITS.bufferedBytes) return undefined
      crowdedSince ??= clock.now()
      return new Promise<void>(resolve => {
        // Behind all that was sent before it; clients answer it by themselves.
        socket.ping('', false, () => {
          crowdedSince = undefined
          resolve()
        })
      })
    },
    failed: fail,
  }

  function send(text: string) {
    if (isClosed) return
    socket.send(text)
    if (socket.bufferedAmount > REALTIME_LIMITS.mostBufferedBytes) {
      refuseAll(new AppError('SLOW_CLIENT'))
    }
  }

  function say(message: RealtimeMessage) {
    send(JSON.stringify(message))
  }

  function close(code: number, reason: string) {
    if (isClosed) return
    isClosed = true
    closeSocket(socket, code, reason)
    leave(code, reason)
  }

  function leave(code: number, reason: string) {
    for (const subscription of subscriptions.values()) subscription.end()
    subscriptions.clear()
    feed?.close()
    standing?.leave()
    onClose(code, reason)
  }

  function refuseAll(error: AppError) {
    close(closeCodeOf(error), error.code)
  }

  function fail(error: unknown) {
    if (parts.isAway(error)) return refuseAll(new AppError('DATABASE_UNAVAILABLE'))
    if (error instanceof AppError) return refuseAll(error)
    parts.onError(error)
    close(REALTIME_CLOSE.failed, 'INTERNAL')
  }

  function refuse(id: string, error: AppError) {
    const { requestId: _, ...problem } = toProblem(error, '', () => false).body
    // Filters are checked as if they stood in the address of a list.
    const errors = problem.errors?.map(({ pointer, message }) => ({
      pointer: pointer.replace(/^\/query/, ''),
      message,
    }))
    say({ type: 'refused', id, problem: { ...problem, ...(errors && { errors }) } })
  }

  function drop(id: string, error: AppError) {
    subscriptions.get(id)?.end()
    subscriptions.delete(id)
    refuse(id, error)
  }

  function hasBudget(): boolean {
    const now = clock.now()
    const refill = ((now - refilledAt) / SECOND) * REALTIME_LIMITS.messagesPerSecond
    budget = Math.min(REALTIME_LIMITS.messagesAtOnce, budget + refill) - 1
    refilledAt = now
    return budget >= 0
  }

  socket.on('message', (data, isBinary) => {
    isAlive = true
    if (isClosed) return
    if (!hasBudget()) return refuseAll(new AppError('MESSAGE_RATE'))
    if (isBinary) return close(REALTIME_CLOSE.binary, 'UNSUPPORTED_MEDIA_TYPE')
    const text = String(data)
    turn = turn.then(() => answer(text)).catch(fail)
  })
  socket.on('pong', () => {
    isAlive = true
  })
  // What the library finds wrong it closes with the right code itself: 1002, 1007, 1009.
  socket.on('error', () => {})
  socket.on('close', (code, reason) => {
    if (isClosed) return
    isClosed = true
    leave(code, ERRORS_ONLY.has(String(reason)) ? String(reason) : '')
  })

  async function answer(text: string) {
    if (isClosed) return
    const request = readRealtimeRequest(text)
    if (request.type === 'unreadable') return refuseUnreadable(request)
    if (!standing) await enter(request)
    else if (request.type === 'authenticate') {
      throw new AppError('BAD_REQUEST', { detail: 'Authenticate with the first message.' })
    }
    // Not by what may not be true any more.
    await standing?.certain()
    if (isClosed || !standing) return
    switch (request.type) {
      case 'authenticate':
        return say({ type: 'authenticated' })
      case 'subscribe':
        return subscribe(request, standing)
      case 'unsubscribe':
        subscriptions.get(request.id)?.end()
        subscriptions.delete(request.id)
        return say({ type: 'unsubscribed', id: request.id })
      case 'ping':
        return say({ type: 'pong', eventId: toldUpTo() })
      case 'pong':
        return
    }
  }

  /** A subscription that cannot be read is refused by its name, so that the others go on. */
  function refuseUnreadable({ id, error }: Unreadable) {
    if (id === undefined || !standing) return refuseAll(error)
    refuse(id, error)
  }

  async function enter(request: RealtimeRequest) {
    isEntering = true
    const token = request.type === 'authenticate' ? request.token : undefined
    const entered = await visitor.enter(token, self)
    if (isClosed) return entered.leave()
    standing = entered
  }

  function wishFor({ type, id, after, ...asked }: Wish): Wish {
    const wanted = visitor.instead?.wish ?? asked
    return { type, id, ...wanted, ...(after !== undefined && { after }) }
  }

  function toldUpTo(): number | null {
    const positions = [...subscriptions.values()].map(one => one.position)
    return positions.length > 0 ? Math.min(...positions) : null
  }

  async function subscribe(asked: Wish, { visitor: entered }: Standing) {
    const { id } = asked
    const wish = wishFor(asked)
    const domainId = entered.domain.id
    try {
      if (subscriptions.has(id)) {
        const message = 'another subscription has this id'
        throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/id', message }] })
      }
      if (subscriptions.size >= REALTIME_LIMITS.subscriptions) {
        throw new AppError('SUBSCRIPTION_LIMIT')
      }
      await requireWish(wish, entered, types)
      if (wish.filter) await parts.checkFilter(domainId, wish)
    } catch (error) {
      if (!(error instanceof AppError) || parts.isAway(error)) throw error
      return refuse(id, error)
    }
    feed ??= await feeds.open(domainId, () => {
      for (const subscription of subscriptions.values()) subscription.run()
    })
    if (isClosed) return feed.close()
    const start = await startOf(feed, wish)
    if (isClosed) return
    const subscription = createSubscription({
      wish,
      beside: visitor.instead?.beside,
      position: start.position,
      feed,
      outlet: { ...outlet, failed: error => failOne(id, error) },
      match: parts.matcher(domainId, feed),
    })
    subscriptions.set(id, subscription)
    say({ type: 'subscribed', id, eventId: start.position })
    if (start.isReset) say({ type: 'reset', id, eventId: start.position })
    subscription.run()
  }

  /** A type that was changed may have taken a field out of the filter: that ends this one alone. */
  function failOne(id: string, error: unknown) {
    if (error instanceof AppError && error.status < 500) drop(id, error)
    else fail(error)
  }

  async function check(id: string, wish: Wish, { visitor }: Standing) {
    try {
      await requireWish(wish, visitor, types)
    } catch (error) {
      // Where the database cannot be asked, each event still is checked by what is known.
      if (!(error instanceof AppError) || error.status >= 500) return
      if (!isClosed && subscriptions.get(id)?.wish === wish) drop(id, error)
    }
  }

  const self: RealtimeClient = {
    get domainId() {
      return standing?.visitor.domain.id
    },
    close,
    follow() {
      if (isClosed || !standing) return
      for (const [id, { wish }] of subscriptions) void check(id, wish, standing)
    },
    renewed() {
      self.follow()
      for (const subscription of subscriptions.values()) subscription.run()
    },
    ended(reason) {
      const code = reason.status >= 500 ? closeCodeOf(reason) : REALTIME_CLOSE.ended
      close(code, reason.code)
    },
    beat(now) {
      if (!standing && !isEntering && now - openedAt >= FIRST_MESSAGE_WITHIN) {
        return refuseAll(new AppError('UNAUTHENTICATED'))
      }
      if (crowdedSince !== undefined && now - crowdedSince >= SLOW) {
        return refuseAll(new AppError('SLOW_CLIENT'))
      }
      if (now - pingedAt < HEARTBEAT) return
      if (!isAlive) {
        socket.terminate()
        return
      }
      pingedAt = now
      isAlive = false
      socket.ping()
    },
  }
  return self
}

const FIRST_MESSAGE_WITHIN = REALTIME_LIMITS.firstMessageSeconds * SECOND
const SLOW = REALTIME_LIMITS.slowSeconds * SECOND
const HEARTBEAT = REALTIME_LIMITS.heartbeatSeconds * SECOND

/** A client may close with any text; only what is ours goes into the log. */
const ERRORS_ONLY: ReadonlySet<string> = new Set(Object.keys(ERRORS))
