import type { Filter, RealtimeEvent, RealtimeMessage, RealtimeRequest } from '@keywright/contract'
import { toTime } from '../../lib/clock.ts'
import { type ContentEventRow, TYPE_DROPPED } from '../objects/objects.table.ts'
import type { EventFeed } from './event-feed.ts'

/** What a client asks for. */
export type Wish = Extract<RealtimeRequest, { type: 'subscribe' }>

/** What the server listens to for a client, in place of what that asks for. */
export interface Errand {
  wish: Pick<Wish, 'view' | 'types' | 'objects'>
  /** Also all objects of these types, of those among them that may be read at the time. */
  beside: readonly string[]
}

/** The client, as its subscriptions see it. */
export interface Outlet {
  /** Whether anything may be told now. */
  isOpen(): boolean
  /** Whether events of this type may be told now. */
  mayRead(type: string): boolean
  send(text: string): void
  /** Undefined while the client keeps up; else resolves when it has taken what waits for it. */
  crowded(): Promise<void> | undefined
  /** Is told when the subscription cannot go on. */
  failed(error: unknown): void
}

/** Which of the objects a filter lets through, as they are now. */
export type Match = (
  wish: Wish,
  type: string,
  filter: Filter,
  ids: string[],
) => Promise<Set<string>>

/** One subscription of a client. */
export interface Subscription {
  readonly wish: Wish
  /** Everything up to this event was told, as far as it was asked for. */
  readonly position: number
  /** Tells what is new; to be called when something is, or may be told again. */
  run(): void
  end(): void
}

/**
 * Makes a subscription that goes on behind `position`. It asks the feed for what comes next, from the
 * database or from memory, and moves on only after it was told: so nothing is left out and nothing
 * told twice, however old events and new ones meet.
 */
export function createSubscription(parts: {
  wish: Wish
  beside?: readonly string[] | undefined
  position: number
  feed: EventFeed
  outlet: Outlet
  match: Match
}): Subscription {
  const { wish, feed, outlet, match } = parts
  const types = wish.types && new Set(wish.types)
  const objects = wish.objects && new Set(wish.objects)
  const beside = new Set(parts.beside)
  const head = `{"type":"event","subscription":${JSON.stringify(wish.id)},"event":`
  let position = parts.position
  let isBusy = false
  let hasEnded = false

  const goesOn = () => !hasEnded && outlet.isOpen()

  async function tell() {
    while (goesOn() && position < feed.seq) {
      const page = feed.after(position)
      const rows = page instanceof Promise ? await page : page
      const from = rows[0]?.seq ?? feed.seq + 1
      if (from > position + 1) {
        if (!goesOn()) return
        // Forgotten meanwhile.
        position = from - 1
        say({ type: 'reset', id: wish.id, eventId: position })
        continue
      }
      const wanted = rows.flatMap(row => {
        const kind = concerns(row) ? kindIn(wish.view, row) : undefined
        return kind ? [{ row, kind }] : []
      })
      const passing = await passingOf(wanted)
      // Permissions may have changed while the filter was asked.
      if (!goesOn()) return
      for (const { row, kind } of wanted) {
        if (kind === TYPE_DROPPED) sayDropped(row)
        else tellOne(row, passing ? kindBehindFilter(row, kind, passing) : kind)
        position = row.seq
        const wait = outlet.crowded()
        if (!wait) continue
        await wait
        if (!goesOn()) return
      }
      position = rows.at(-1)?.seq ?? position
    }
  }

  function concerns({ type, object_id, kind }: ContentEventRow): boolean {
    // Any object may have been of a type that is gone.
    const isObject = !objects || kind === TYPE_DROPPED || objects.has(object_id)
    return (isObject && (!types || types.has(type))) || beside.has(type)
  }

  function tellOne(row: ContentEventRow, kind: Kind | undefined) {
    if (kind && outlet.mayRead(row.type)) outlet.send(`${head}${jsonOf(row, kind)}}`)
  }

  /**
   * Its objects are not told one by one. Whoever may not read the type is not told its name: a rule
   * that allowed it may have been taken away with it.
   */
  function sayDropped({ type, seq }: ContentEventRow) {
    const dropped = outlet.mayRead(type) ? { dropped: type } : {}
    say({ type: 'reset', id: wish.id, eventId: seq, ...dropped })
  }

  /** Undefined without a filter: then nothing is to be waited for. */
  function passingOf(wanted: readonly { row: ContentEventRow; kind: Told }[]) {
    const type = wish.types?.[0]
    if (!wish.filter || type === undefined) return undefined
    const ids = wanted.flatMap(({ row, kind }) => (isThere(wish.view, kind) ? [row.object_id] : []))
    return match(wish, type, wish.filter, [...new Set(ids)])
  }

  function kindBehindFilter(row: ContentEventRow, kind: Kind, passing: ReadonlySet<string>) {
    if (!isThere(wish.view, kind) || passing.has(row.object_id)) return kind
    // What is new and does not match was never selected.
    return kind === 'created' ? undefined : 'left'
  }

  function say(message: RealtimeMessage) {
    outlet.send(JSON.stringify(message))
  }

  return {
    wish,
    get position() {
      return position
    },
    run() {
      if (isBusy) return
      isBusy = true
      tell()
        .catch(error => {
          if (!hasEnded) outlet.failed(error)
        })
        .finally(() => {
          isBusy = false
          // News that came between the last look and now.
          if (goesOn() && position < feed.seq) this.run()
        })
    },
    end() {
      hasEnded = true
    },
  }
}

type Kind = RealtimeEvent['kind']
type Told = Kind | typeof TYPE_DROPPED

/** What a listener to the view is told of; undefined where nothing happened in it. */
function kindIn(view: Wish['view'], { kind, published }: ContentEventRow): Told | undefined {
  // The column is only ever written with one of these.
  const known = kind as Told
  if (view === 'draft' || known === TYPE_DROPPED) return known
  if (published !== 1) return undefined
  return known === 'unpublished' || known === 'deleted' ? known : 'published'
}

/** Whether a view may still have the object after this. */
function isThere(view: Wish['view'], kind: Told): boolean {
  if (kind === TYPE_DROPPED) return false
  return kind !== 'deleted' && !(view === 'published' && kind === 'unpublished')
}

/** Many are told the same. */
const texts = new WeakMap<ContentEventRow, Map<Kind, string>>()

function jsonOf(row: ContentEventRow, kind: Kind): string {
  const known = texts.get(row) ?? new Map<Kind, string>()
  texts.set(row, known)
  const text = known.get(kind) ?? JSON.stringify(viewEvent(row, kind))
  known.set(kind, text)
  return text
}

function viewEvent(row: ContentEventRow, kind: Kind): RealtimeEvent {
  return {
    id: row.seq,
    kind,
    objectType: row.type,
    objectId: row.object_id,
    version: row.version,
    at: toTime(row.at),
  }
}
