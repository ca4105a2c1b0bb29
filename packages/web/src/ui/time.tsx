import { formatRelative, formatTime } from '../lib/time.ts'

/** A moment as "3 days ago", in full on hover; `never` where there is none. */
export function Time({ at, never = 'Never' }: { at: string | null; never?: string }) {
  if (at === null) return <span className="text-muted">{never}</span>
  return (
    <time dateTime={at} title={formatTime(at)} className="whitespace-nowrap">
      {formatRelative(at)}
    </time>
  )
}
