import { cn } from '../lib/cn.ts'
import { formatTime } from '../lib/time.ts'

/** One secret on the way from the old token to the new one; times in epoch milliseconds. */
export interface HandOverSecret {
  id: string
  label: string
  from: number
  /** When it stops; null: with the key. */
  to: number | null
}

/** When a secret of a rotated key ends; the key may end before it. Null: not before the key does. */
export function endOf(secretExpiresAt: string | null, keyExpiresAt: string | null): number | null {
  if (secretExpiresAt === null) return null
  const end = Date.parse(secretExpiresAt)
  return keyExpiresAt === null ? end : Math.min(end, Date.parse(keyExpiresAt))
}

const HOUR = 3_600_000
const ROW = 12

/** Which token works when: one bar per secret over time, with the same said in words. */
export function HandOver({ secrets, now }: { secrets: readonly HandOverSecret[]; now: number }) {
  const { start, end } = windowOf(secrets, now)
  const percent = (at: number) => Math.min(Math.max((at - start) / (end - start), 0), 1) * 100
  return (
    <figure aria-label="Which token works when" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <ul className="grid gap-2.5">
        {secrets.map(secret => (
          <li key={secret.id} className="grid gap-1">
            <p className="flex flex-wrap justify-between gap-x-3">
              <span className="font-mono text-[0.8125rem]">{secret.label}</span>
              <span className="text-muted">{inWords(secret, now)}</span>
            </p>
            <svg aria-hidden="true" width="100%" height={ROW} className="overflow-visible">
              <rect width="100%" height={ROW} rx="3" fill="var(--sunken)" />
              <rect
                x={`${percent(secret.from)}%`}
                width={`${Math.max(percent(secret.to ?? end) - percent(secret.from), 0.5)}%`}
                height={ROW}
                rx="3"
                fill={secret.to === null ? 'var(--accent)' : 'var(--warning)'}
              />
              <line
                x1={`${percent(now)}%`}
                x2={`${percent(now)}%`}
                y1={-3}
                y2={ROW + 3}
                stroke="var(--ink)"
                strokeWidth="2"
              />
            </svg>
          </li>
        ))}
      </ul>
      <figcaption className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-muted">
        <Sample className="bg-accent">goes on</Sample>
        <Sample className="bg-warning">on its way out</Sample>
        <Sample className="w-0.5 bg-ink">now</Sample>
      </figcaption>
    </figure>
  )
}

function Sample({ className, children }: { className: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden className={cn('h-3 w-5 rounded-[3px]', className)} />
      {children}
    </span>
  )
}

/** The time of the hand-over fills two thirds of the picture, however long the key was there before. */
function windowOf(secrets: readonly HandOverSecret[], now: number) {
  const ends = secrets.flatMap(({ to }) => to ?? [])
  const newest = Math.max(...secrets.map(({ from }) => from))
  const last = Math.max(now, ...ends)
  const first = Math.min(now, newest)
  const margin = Math.max((last - first) / 4, HOUR / 4)
  return { start: first - margin, end: last + margin }
}

function inWords({ from, to }: HandOverSecret, now: number): string {
  if (to === null) {
    return from >= now
      ? 'works from now on'
      : `works since ${formatTime(new Date(from).toISOString())}`
  }
  return to <= now ? 'stops at once' : `works until ${formatTime(new Date(to).toISOString())}`
}
