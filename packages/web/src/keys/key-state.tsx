import type { Key } from '@keywright/contract'
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

/** What a key may do, in a word or two; its scopes are named on hover. */
export function AccessSummary({ value }: { value: Pick<Key, 'role' | 'scopes'> }) {
  const summary = summariseAccess(value)
  return <span title={value.scopes?.join('\n') || summary}>{summary}</span>
}

/** All, Read only, Role X, 3 scopes, None; or a role narrowed by scopes. */
function summariseAccess({ role, scopes }: Pick<Key, 'role' | 'scopes'>): string {
  const parts = [role !== null && `Role ${role}`, scopes !== null && summariseScopes(scopes)]
  return parts.filter(part => part !== false).join(' · ') || 'None'
}

function summariseScopes(scopes: readonly string[]): string {
  const [only] = scopes
  if (only === undefined) return 'None'
  if (scopes.includes('*:*')) return 'All'
  if (scopes.length > 1) return `${scopes.length} scopes`
  return only === '*:read' ? 'Read only' : '1 scope'
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
