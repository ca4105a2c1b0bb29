import type { Key } from '@keywright/contract'
import { type KeyAccess, keyAccess } from '@keywright/core'
import { countOf } from '../lib/count.ts'
import { formatRelative, formatTime } from '../lib/time.ts'
import { Badge, type Tone } from '../ui/badge.tsx'

const STATES = {
  active: { tone: 'good', word: 'Active' },
  disabled: { tone: 'warning', word: 'Disabled' },
  expired: { tone: 'neutral', word: 'Expired' },
  revoked: { tone: 'danger', word: 'Revoked' },
} as const satisfies Record<Key['state'], { tone: Tone; word: string }>

/** The state of a key as a word. */
export function KeyStateBadge({ value }: { value: Key['state'] }) {
  const { tone, word } = STATES[value]
  return <Badge tone={tone}>{word}</Badge>
}

/** How much a key's own grants leave open, in words. */
export const ACCESS_WORDS = {
  all: 'All',
  readOnly: 'Read only',
  restricted: 'Restricted',
} as const satisfies Record<KeyAccess, string>

/** What a key may do in a word, with its role and the number of its scopes, which are named on hover. */
export function AccessSummary({
  value: { role, scopes },
  stacked = false,
}: {
  value: Pick<Key, 'role' | 'scopes'>
  /** The word on a line of its own. */
  stacked?: boolean
}) {
  const word = ACCESS_WORDS[keyAccess(role, scopes)]
  const detail = detailOf(role, scopes)
  return (
    <span title={[role, ...(scopes ?? [])].filter(Boolean).join('\n') || word}>
      {word}{' '}
      {detail !== '' && (
        <span className={stacked ? 'block truncate text-muted' : 'text-muted'}>{detail}</span>
      )}
    </span>
  )
}

/** As in "EDITOR · 3 scopes"; nothing where the word says it all. */
function detailOf(role: string | null, scopes: readonly string[] | null): string {
  const isPreset = scopes === null || scopes.includes('*:*') || scopes.join() === '*:read'
  return [
    role,
    isPreset ? null : scopes.length === 0 ? 'no scope' : countOf(scopes.length, 'scope'),
  ]
    .filter(part => part !== null)
    .join(' · ')
}

/** When a key expires, and how much of its life is over: the dot moves from its making to its end. */
export function ExpiresCell({ value }: { value: Pick<Key, 'createdAt' | 'expiresAt'> }) {
  const { createdAt, expiresAt } = value
  if (expiresAt === null) return <span className="text-muted">Never</span>
  const nearness = nearnessOf(expiresAt)
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5" title={formatTime(expiresAt)}>
      <Timeline from={createdAt} to={expiresAt} className={COLOURS[nearness]} />
      <time dateTime={expiresAt} className="truncate">
        {formatRelative(expiresAt)}
      </time>
    </span>
  )
}

const DAY = 86_400_000
const COLOURS = { far: 'text-accent', near: 'text-warning', over: 'text-muted' } as const

function nearnessOf(expiresAt: string, now = Date.now()): keyof typeof COLOURS {
  const left = new Date(expiresAt).getTime() - now
  if (left <= 0) return 'over'
  return left < 30 * DAY ? 'near' : 'far'
}

const TRACK = 20

function Timeline({ from, to, className }: { from: string; to: string; className: string }) {
  const begin = new Date(from).getTime()
  const lived = (Date.now() - begin) / Math.max(1, new Date(to).getTime() - begin)
  const x = 4 + TRACK * Math.min(1, Math.max(0, lived))
  return (
    <svg aria-hidden viewBox={`0 0 ${TRACK + 8} 8`} className={`h-2 w-7 shrink-0 ${className}`}>
      <line x1={4} x2={TRACK + 4} y1={4} y2={4} strokeWidth={1.5} className="stroke-field" />
      <circle cx={x} cy={4} r={3.5} fill="currentColor" />
    </svg>
  )
}
