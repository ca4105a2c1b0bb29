import type { ReactNode } from 'react'
import { cn } from '../lib/cn.ts'

const TONES = {
  neutral: 'bg-sunken text-muted',
  good: 'bg-good-soft text-good',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  accent: 'bg-accent-soft text-accent',
} as const

/** The colours a badge can have. */
export type Tone = keyof typeof TONES

/** A word about a thing; the colour only repeats it. */
export function Badge({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={cn(
        'inline-flex items-center gap-1 rounded-full px-2 py-0.5 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {children}
    </span>
  )
}
