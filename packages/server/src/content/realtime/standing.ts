import type { Logger } from 'pino'
import type { AccessService } from '../../access/access.service.ts'
import type { Actor, DomainVisitor, Principal, RequestContext } from '../../access/principal.ts'
import { userIdOf } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Config } from '../../config.ts'
import type { Change } from '../../db/changes.ts'
import type { Database } from '../../db/database.ts'
import { isAway, withinDeadline } from '../../db/deadline.ts'
import type { Freshness, Stamp } from '../../db/freshness.ts'
import { type Clock, SECOND } from '../../lib/clock.ts'
import { LEAVES_KEYS, touches } from '../../verify/changes.ts'

/** Who hears of a credential that they rely on. */
export interface Holder {
  /** It was looked at again and still stands, perhaps with other permissions. */
  renewed(): void
  /** It has ended, or nobody can say for too long whether it has. */
  ended(reason: AppError): void
}

/** A credential in a domain, and what it may do there now. */
export interface Standing {
  readonly visitor: DomainVisitor
  /** Something happened that may have ended or narrowed it: nothing may be told until that is known. */
  readonly inDoubt: boolean
  /** Resolves once it is not in doubt, or has ended. */
  certain(): Promise<void>
  leave(): void
}

/** Follows the credentials of those who stay for long. */
export interface Standings {
  /** Lets somebody in; throws what `AccessService` throws, and DATABASE_UNAVAILABLE. */
  enter(
    authenticate: () => Promise<Principal>,
    context: RequestContext,
    domain: string,
    holder: Holder,
  ): Promise<Standing>
  /** Looks at what has come to its end or is too old to be believed; to be called several times a second. */
  sweep(): void
}

interface Entry {
  name: string
  visitor: DomainVisitor
  stamp: Stamp
  endsAt: number | null
  /** Since when it is in doubt. */
  doubtfulSince: number | undefined
  /** It is being looked at, or waits for that. */
  isQueued: boolean
  /** Whatever is found out now may be wrong already. */
  again: boolean
  holders: Set<Holder>
  waiting: (() => void)[]
}

/** Whoever may be here; what they may hear is asked for each type. */
const ACCESS = { kind: 'domain', permission: null, public: true } as const
/** Changes that leave keys as they are, but may end whoever else is here. */
const ENDS_OTHERS: ReadonlySet<Change['kind']> = new Set(['session', 'panelDevice'])
/** Looked at at the same time at the most. */
const PARALLEL = 8
const RETRY_MILLISECONDS = 500

/** Makes the follower: it hears of changes, and looks again at the credentials that they touch. */
export function createStandings(parts: {
  config: Pick<Config, 'session' | 'maxStaleSeconds'>
  access: Pick<AccessService, 'enter' | 'renew'>
  database: Pick<Database, 'engine' | 'subscribe'>
  freshness: Freshness
  clock: Clock
  logger: Logger
}): Standings {
  const { config, access, database, freshness, clock, logger } = parts
  const entries = new Map<string, Entry>()
  const queue: Entry[] = []
  let running = 0
  /** Changes so far that may touch a credential. */
  let changes = 0
  let retryAt = 0

  database.subscribe({
    onChange(change) {
      if (LEAVES_KEYS.has(change.kind) && !ENDS_OTHERS.has(change.kind)) return
      changes++
      for (const entry of entries.values()) if (concerns(change, entry.visitor)) doubt(entry)
    },
    onChannelUp() {
      changes++
      for (const entry of entries.values()) doubt(entry)
    },
  })

  function doubt(entry: Entry) {
    entry.doubtfulSince ??= clock.now()
    if (entry.isQueued) entry.again = true
    else look(entry)
  }

  function look(entry: Entry) {
    entry.isQueued = true
    queue.push(entry)
    work()
  }

  function work() {
    while (running < PARALLEL) {
      const entry = queue.shift()
      if (!entry) return
      running++
      void renew(entry).finally(() => {
        running--
        work()
      })
    }
  }

  async function renew(entry: Entry) {
    entry.again = false
    const stamp = freshness.stamp()
    try {
      const visitor = await withinDeadline(enterAgain(entry.visitor))
      entry.isQueued = false
      if (entry.holders.size === 0) return
      if (entry.again) return look(entry)
      Object.assign(entry, { visitor, stamp, endsAt: endOf(visitor.principal) })
      settle(entry)
      for (const holder of [...entry.holders]) holder.renewed()
    } catch (error) {
      entry.isQueued = false
      if (isAway(error, database.engine.isOutage)) return postpone(entry, error)
      if (!(error instanceof AppError))
        logger.error({ err: error }, 'a credential cannot be followed')
      end(entry, error instanceof AppError ? error : new AppError('INTERNAL', { cause: error }))
    }
  }

  async function enterAgain({ principal, context, domain }: DomainVisitor) {
    const renewed = await access.renew(principal, context)
    return access.enter({ principal: renewed, context }, domain.id, ACCESS)
  }

  /** As verification does: believed for a while, refused after that, and asked again meanwhile. */
  function postpone(entry: Entry, cause: unknown) {
    retryAt = clock.now() + RETRY_MILLISECONDS
    const { doubtfulSince = clock.now() } = entry
    const isTooLong = clock.now() - doubtfulSince >= config.maxStaleSeconds * SECOND
    if (isTooLong || !freshness.isUsableInOutage(entry.stamp)) {
      end(entry, new AppError('DATABASE_UNAVAILABLE', { cause }))
    }
  }

  function end(entry: Entry, reason: AppError) {
    if (entries.get(entry.name) === entry) entries.delete(entry.name)
    const holders = [...entry.holders]
    entry.holders.clear()
    for (const holder of holders) holder.ended(reason)
    settle(entry)
  }

  function settle(entry: Entry) {
    entry.doubtfulSince = undefined
    for (const go of entry.waiting.splice(0)) go()
  }

  function endOf(principal: Principal): number | null {
    if (principal.kind === 'key') return principal.key.endsAt
    if (principal.kind !== 'session') return null
    const { expires_at, last_seen_at } = principal.session
    // Listening alone is no use of a session.
    return Math.min(expires_at, last_seen_at + config.session.idleSeconds * SECOND)
  }

  function standingOf(entry: Entry, holder: Holder): Standing {
    return {
      get visitor() {
        return entry.visitor
      },
      get inDoubt() {
        return entry.doubtfulSince !== undefined
      },
      async certain() {
        if (entry.doubtfulSince === undefined) return
        await new Promise<void>(resolve => entry.waiting.push(resolve))
      },
      leave() {
        entry.holders.delete(holder)
        if (entry.holders.size === 0 && entries.get(entry.name) === entry) {
          entries.delete(entry.name)
        }
      },
    }
  }

  return {
    async enter(authenticate, context, domain, holder) {
      const seen = changes
      const stamp = freshness.stamp()
      const actor: Actor = { principal: await authenticate(), context }
      const visitor = await access.enter(actor, domain, ACCESS)
      const name = nameOf(visitor)
      let entry = entries.get(name)
      if (!entry) {
        entry = {
          name,
          visitor,
          stamp,
          endsAt: endOf(visitor.principal),
          doubtfulSince: undefined,
          isQueued: false,
          again: false,
          holders: new Set(),
          waiting: [],
        }
        entries.set(name, entry)
      }
      entry.holders.add(holder)
      // What was just read may be older than a change; and without the channel a key may have come
      // from memory, which says nothing of how old that is.
      if (changes !== seen || database.engine.channel() === 'down') doubt(entry)
      return standingOf(entry, holder)
    },

    sweep() {
      const now = clock.now()
      const mayAsk = now >= retryAt
      for (const entry of entries.values()) {
        const isOver = entry.endsAt !== null && now >= entry.endsAt
        // Whoever gives a key more time says so; a session gets it by being used, of which nobody hears.
        if (isOver && entry.visitor.principal.kind === 'key' && entry.doubtfulSince === undefined) {
          end(entry, new AppError('CREDENTIAL_INVALID', { cause: 'EXPIRED' }))
        } else if (mayAsk && !entry.isQueued) {
          if (isOver) doubt(entry)
          else if (entry.doubtfulSince !== undefined || !freshness.isFresh(entry.stamp)) look(entry)
        }
      }
    },
  }
}

/** Those with one name are looked at together: the same proof, from the same address. */
function nameOf({ principal, domain, context }: DomainVisitor): string {
  const proof =
    principal.kind === 'key'
      ? (principal.device?.id ?? principal.key.secretId)
      : principal.kind === 'session'
        ? principal.session.id
        : principal.kind
  return `${domain.id} ${proof} ${context.ip}`
}

/** Whether a change may end a credential, or change what it may do in its domain. */
function concerns(change: Change, { principal, domain, role }: DomainVisitor): boolean {
  if (change.kind === 'domain') return change.id === domain.id
  if (principal.kind === 'key') {
    if (change.kind === 'panelDevice') return change.id === principal.device?.id
    return touches(change, principal.key)
  }
  const isHere = change.domainId === domain.id
  switch (change.kind) {
    case 'user':
    case 'session':
      return change.id === userIdOf(principal)
    case 'membership':
      return isHere && change.id === userIdOf(principal)
    case 'role':
      return isHere && change.id === role
    default:
      return false
  }
}
