import type { Outcome } from '@keywright/contract'

/** How an outcome is drawn: a colour and a pattern of its own, so that the colour is not all there is. */
export interface OutcomeLook {
  label: string
  /** Of the colours of the theme. */
  color: string
  pattern: 'solid' | 'rising' | 'falling' | 'lines' | 'columns' | 'dots' | 'grid'
}

/** The looks of every outcome, in the order in which they are stacked. */
export const OUTCOME_LOOKS = {
  VALID: { label: 'Valid', color: 'var(--accent)', pattern: 'solid' },
  FORBIDDEN: { label: 'Forbidden', color: 'var(--warning)', pattern: 'rising' },
  IP_DENIED: { label: 'IP denied', color: 'var(--warning)', pattern: 'dots' },
  EXPIRED: { label: 'Expired', color: 'var(--warning)', pattern: 'lines' },
  DISABLED: { label: 'Disabled', color: 'var(--muted)', pattern: 'columns' },
  REVOKED: { label: 'Revoked', color: 'var(--danger)', pattern: 'falling' },
  SUBJECT_INACTIVE: { label: 'User inactive', color: 'var(--danger)', pattern: 'dots' },
  RATE_LIMITED: { label: 'Rate limited', color: 'var(--muted)', pattern: 'rising' },
  QUOTA_EXCEEDED: { label: 'Quota exceeded', color: 'var(--muted)', pattern: 'lines' },
  NOT_FOUND: { label: 'Not found', color: 'var(--muted)', pattern: 'grid' },
} as const satisfies Record<Outcome, OutcomeLook>

/** All outcomes in the order in which they are stacked. */
export const STACKED_OUTCOMES = Object.keys(OUTCOME_LOOKS) as readonly Outcome[]

/** What the bars of an outcome are filled with; the patterns must be in the same picture. */
export function outcomeFill(outcome: Outcome, picture: string): string {
  const { color, pattern } = OUTCOME_LOOKS[outcome]
  return pattern === 'solid' ? color : `url(#${picture}-${outcome})`
}

/** The patterns of outcomes, for the `defs` of a picture; `picture` keeps their names apart. */
export function OutcomePatterns({
  outcomes,
  picture,
}: {
  outcomes: readonly Outcome[]
  picture: string
}) {
  return outcomes.map(outcome => {
    const { color, pattern } = OUTCOME_LOOKS[outcome]
    return (
      <pattern
        key={outcome}
        id={`${picture}-${outcome}`}
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        stroke={color}
        fill="none"
        strokeWidth="2.5"
      >
        <rect width="6" height="6" fill={color} stroke="none" opacity="0.3" />
        {pattern === 'dots' ? (
          <circle cx="3" cy="3" r="1.75" fill={color} stroke="none" />
        ) : (
          <path d={STROKES[pattern]} strokeLinecap="square" />
        )}
      </pattern>
    )
  })
}

const STROKES = {
  solid: 'M0 3H6M3 0V6',
  rising: 'M-1 1L1 -1M0 6L6 0M5 7L7 5',
  falling: 'M-1 5L1 7M0 0L6 6M5 -1L7 1',
  lines: 'M0 3H6',
  columns: 'M3 0V6',
  grid: 'M0 3H6M3 0V6',
} as const

/** A small sample of how an outcome is drawn, for legends. */
export function OutcomeSwatch({ outcome, picture }: { outcome: Outcome; picture: string }) {
  return (
    <svg aria-hidden="true" className="size-3 shrink-0 rounded-[3px]" viewBox="0 0 12 12">
      <defs>
        <OutcomePatterns outcomes={[outcome]} picture={`${picture}-swatch`} />
      </defs>
      <rect width="12" height="12" fill={outcomeFill(outcome, `${picture}-swatch`)} />
    </svg>
  )
}
