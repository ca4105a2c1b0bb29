import { Link } from '@tanstack/react-router'
import { Badge, type Tone } from '../../../ui/badge.tsx'
import { type Column, Table } from '../../../ui/table.tsx'
import { wordsOf } from './monitor.search.ts'
import type { MonitorRow } from './monitor.ts'

type Kind = Extract<MonitorRow, { kind: 'event' }>['event']['kind']

const KINDS: Readonly<Record<Kind, [tone: Tone, word: string]>> = {
  created: ['accent', 'Created'],
  updated: ['neutral', 'Updated'],
  published: ['good', 'Published'],
  unpublished: ['warning', 'Unpublished'],
  deleted: ['danger', 'Deleted'],
  left: ['neutral', 'Left the filter'],
}

/** What happened, the newest first. */
export function EventTable({
  domain,
  rows,
  manySubscriptions,
}: {
  domain: string
  rows: readonly MonitorRow[]
  /** Which one heard an event is then said as well. */
  manySubscriptions: boolean
}) {
  const columns = columnsOf(domain).filter(({ id }) => id !== 'heard' || manySubscriptions)
  return (
    <Table label="Events" columns={columns} rows={rows} rowKey={({ number }) => String(number)} />
  )
}

function columnsOf(domain: string): readonly Column<MonitorRow>[] {
  return [
    {
      id: 'time',
      heading: 'Time',
      className: 'w-32 whitespace-nowrap text-muted tabular-nums',
      cell: row => <Clock at={row.kind === 'event' ? row.event.at : row.at} />,
    },
    {
      id: 'event',
      heading: 'Event',
      className: 'w-36',
      cell: row => {
        if (row.kind === 'note') return <Badge>Connection</Badge>
        const [tone, word] = KINDS[row.event.kind]
        return <Badge tone={tone}>{word}</Badge>
      },
    },
    {
      id: 'object',
      heading: 'Object',
      cell: row =>
        row.kind === 'note' ? (
          row.text
        ) : (
          <ObjectName
            domain={domain}
            type={row.event.objectType}
            id={row.event.objectId}
            isGone={row.event.kind === 'deleted'}
          />
        ),
    },
    {
      id: 'version',
      heading: 'Version',
      className: 'text-right tabular-nums',
      cell: row => (row.kind === 'event' ? row.event.version : ''),
    },
    {
      id: 'number',
      heading: 'Event id',
      wideOnly: true,
      className: 'text-right text-muted tabular-nums',
      cell: row => (row.kind === 'event' ? row.event.id : ''),
    },
    {
      id: 'heard',
      heading: 'Subscription',
      wideOnly: true,
      className: 'max-w-64 truncate text-muted',
      cell: row =>
        row.kind === 'event' && <span title={wordsOf(row.wish)}>{wordsOf(row.wish)}</span>,
    },
  ]
}

function ObjectName({
  domain,
  type,
  id,
  isGone,
}: {
  domain: string
  type: string
  id: string
  isGone: boolean
}) {
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <span className="text-muted">{type}</span>{' '}
      {isGone ? (
        <code className="font-mono text-[0.8125rem] line-through">{id}</code>
      ) : (
        <Link
          to="/d/$domain/content/objects/$type/$id"
          params={{ domain, type, id }}
          className="font-mono text-[0.8125rem] text-accent hover:underline"
        >
          {id}
        </Link>
      )}
    </span>
  )
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

function Clock({ at }: { at: string }) {
  return (
    <time dateTime={at} title={at}>
      {clock.format(new Date(at))}
    </time>
  )
}
