import type { Requests } from '../../keys/traffic.ts'
import { cn } from '../../lib/cn.ts'

/** A row of small bars, what was refused on top in a colour of its own; `label` says the same in words. */
export function Sparkline({
  hours,
  label,
  className,
}: {
  hours: readonly Requests[]
  label: string
  className?: string
}) {
  const most = Math.max(1, ...hours.map(({ count }) => count))
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${hours.length * 4} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cn('h-6 w-24 shrink-0', className)}
    >
      {hours.map(({ count, refused }, index) => {
        const height = count === 0 ? 1 : Math.max(2, (count / most) * HEIGHT)
        const top = count === 0 ? 0 : (refused / count) * height
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a bar is
          <g key={index}>
            <Bar at={index} from={HEIGHT - height} height={top} className="fill-warning" />
            <Bar
              at={index}
              from={HEIGHT - height + top}
              height={height - top}
              className={count === 0 ? 'fill-line' : 'fill-accent'}
            />
          </g>
        )
      })}
    </svg>
  )
}

const HEIGHT = 20

function Bar({
  at,
  from,
  height,
  className,
}: {
  at: number
  from: number
  height: number
  className: string
}) {
  if (height === 0) return null
  return <rect x={at * 4} y={from} width="3" height={height} className={className} />
}
