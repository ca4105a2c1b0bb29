import type { Outcome } from '@keywright/contract'
import { useId } from 'react'
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCount } from '../lib/count.ts'
import { OUTCOME_LOOKS, OutcomePatterns, OutcomeSwatch, outcomeFill } from './outcomes.tsx'
import {
  type TimeSpan,
  toRows,
  totalsOf,
  type UsageBucket,
  type UsagePoint,
  type UsageRow,
} from './usage-series.ts'

const HEIGHT = 240

/** What the plot shows. */
export interface UsageChartProps {
  points: readonly UsagePoint[]
  bucket: UsageBucket
  /** What is counted, as in "Requests with this key". */
  label: string
  /** The time that was asked for; buckets without a request are then drawn as such. */
  span?: TimeSpan
}

/** Requests over time by outcome, stacked; the same figures in a table for who cannot see it. */
export default function UsageChart({ points, bucket, label, span }: UsageChartProps) {
  // Part of addresses within the picture, where colons and the like would have to be escaped.
  const picture = useId().replace(/\W/g, '')
  const totals = totalsOf(points)
  if (totals.length === 0) {
    return (
      <p className="grid min-h-40 place-items-center rounded-lg bg-sunken text-muted">
        No requests in this time
      </p>
    )
  }
  const rows = toRows(points, bucket, span)
  const outcomes = totals.map(({ outcome }) => outcome)
  const formats = FORMATS[bucket]
  const days = bucket === 'hour' && rows.length > HOURS_OF_TWO_DAYS ? midnights(rows) : undefined
  return (
    <figure aria-label={label} className="relative grid grid-cols-[minmax(0,1fr)] gap-3">
      {/* Clipped: the picture follows a narrower page only after it. */}
      <div aria-hidden="true" className="overflow-x-clip">
        <ResponsiveContainer width="100%" height={HEIGHT}>
          <BarChart
            data={rows}
            accessibilityLayer={false}
            margin={{ top: 6, right: 4, bottom: 0, left: 0 }}
            barCategoryGap="18%"
          >
            <defs>
              <OutcomePatterns outcomes={outcomes} picture={picture} />
            </defs>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="at"
              tickFormatter={(at: number) => (days ? DAY_TICK : formats.tick).format(at)}
              {...(days && { ticks: days })}
              tick={{ fill: 'var(--muted)', fontSize: 12 }}
              tickLine={false}
              axisLine={{ stroke: 'var(--line)' }}
              minTickGap={24}
              interval="equidistantPreserveStart"
            />
            <YAxis
              allowDecimals={false}
              width={44}
              tickFormatter={(count: number) => compact.format(count)}
              tick={{ fill: 'var(--muted)', fontSize: 12 }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ fill: 'var(--sunken)' }}
              content={({ active, label: at }) => {
                const row = active ? rows.find(candidate => candidate.at === at) : undefined
                return row ? (
                  <div className="rounded-lg border border-line bg-surface px-3 py-2 text-xs shadow-lg">
                    <p className="mb-1 font-medium">{formats.full.format(row.at)}</p>
                    <Legend picture={`${picture}tip`} totals={present(outcomes, row.counts)} />
                  </div>
                ) : null
              }}
            />
            {outcomes.map(outcome => (
              <Bar
                key={outcome}
                dataKey={row => row.counts[outcome] ?? 0}
                name={OUTCOME_LOOKS[outcome].label}
                stackId="outcomes"
                fill={outcomeFill(outcome, picture)}
                maxBarSize={36}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption aria-hidden="true">
        <Legend picture={picture} totals={totals} row />
      </figcaption>
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <thead>
            <tr>
              <th scope="col">Time</th>
              {outcomes.map(outcome => (
                <th key={outcome} scope="col">
                  {OUTCOME_LOOKS[outcome].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ at, counts }) => (
              <tr key={at}>
                <th scope="row">{formats.full.format(at)}</th>
                {outcomes.map(outcome => (
                  <td key={outcome}>{counts[outcome] ?? 0}</td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">Total</th>
              {totals.map(({ outcome, count }) => (
                <td key={outcome}>{count}</td>
              ))}
            </tr>
          </tfoot>
        </table>
      </div>
    </figure>
  )
}

/** Days begin at midnight UTC, so that is where they are named after. */
const FORMATS = {
  minute: {
    tick: new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }),
    full: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
  },
  hour: {
    tick: new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }),
    full: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }),
  },
  day: {
    tick: new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' }),
    full: new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' }),
  },
} as const satisfies Record<UsageBucket, Record<string, Intl.DateTimeFormat>>

/** Of more hours than these, only the days are named. */
const HOURS_OF_TWO_DAYS = 48

const DAY_TICK = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' })

/** Where days begin for the reader. */
function midnights(rows: readonly UsageRow[]): number[] {
  return rows.map(({ at }) => at).filter(at => new Date(at).getHours() === 0)
}

const compact = new Intl.NumberFormat('en', { notation: 'compact' })

function present(outcomes: readonly Outcome[], counts: Partial<Record<Outcome, number>>) {
  return outcomes.map(outcome => ({ outcome, count: counts[outcome] ?? 0 }))
}

function Legend({
  picture,
  totals,
  row = false,
}: {
  picture: string
  totals: readonly { outcome: Outcome; count: number }[]
  row?: boolean
}) {
  return (
    <ul className={row ? 'flex flex-wrap gap-x-5 gap-y-1 text-xs' : 'grid gap-1'}>
      {totals.map(({ outcome, count }) => (
        <li key={outcome} className="flex items-center gap-1.5">
          <OutcomeSwatch outcome={outcome} picture={picture} />
          <span className="text-muted">{OUTCOME_LOOKS[outcome].label}</span>
          <span className="ml-auto font-medium tabular-nums">{formatCount(count)}</span>
        </li>
      ))}
    </ul>
  )
}
