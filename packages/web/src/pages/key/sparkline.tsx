import { cn } from '../../lib/cn.ts'

/** A row of small bars; `label` says the same in words. */
export function Sparkline({
  counts,
  label,
  className,
}: {
  counts: readonly number[]
  label: string
  className?: string
}) {
  const most = Math.max(1, ...counts)
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${counts.length * 4} 20`}
      preserveAspectRatio="none"
      className={cn('h-6 w-24 shrink-0', className)}
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * 20)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a bar is
            key={index}
            x={index * 4}
            y={20 - height}
            width="3"
            height={height}
            fill={count === 0 ? 'var(--line)' : 'var(--accent)'}
          />
        )
      })}
    </svg>
  )
}
