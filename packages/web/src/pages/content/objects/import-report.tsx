import type { ImportSummary } from '@keywright/contract'
import { CircleAlert, CircleCheck, Download } from 'lucide-react'
import { formatCount } from '../../../lib/count.ts'
import { Button } from '../../../ui/button.tsx'
import { Actions } from '../../../ui/dialog.tsx'
import { Table } from '../../../ui/table.tsx'
import { download } from './file-sink.ts'
import { resultOf } from './imports.ts'

type Failure = ImportSummary['failures'][number]

/** What became of an import, and of each row that was refused. */
export function ImportReport({
  summary,
  type,
  onClose,
}: {
  summary: ImportSummary
  type: string
  onClose: () => void
}) {
  const { committed, failed, failures, problem } = summary
  const isFine = committed && failed === 0 && problem === null
  const Icon = isFine ? CircleCheck : CircleAlert
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p role="status" className="flex items-start gap-2 font-medium">
        <Icon
          aria-hidden
          className={isFine ? 'mt-0.5 size-4 text-good' : 'mt-0.5 size-4 text-warning'}
        />
        {resultOf(summary)}
      </p>
      {problem && (
        <p role="alert" className="text-danger">
          It ended early: {problem.detail ?? problem.title}{' '}
          <code className="font-mono text-xs">
            {problem.code} · {problem.requestId}
          </code>
        </p>
      )}
      {failures.length > 0 && (
        <div className="grid max-h-80 grid-cols-[minmax(0,1fr)] overflow-y-auto">
          <Table
            label="Rows that were refused"
            columns={COLUMNS}
            rows={failures.slice(0, SHOWN)}
            rowKey={({ line, id }) => `${line} ${id}`}
          />
        </div>
      )}
      {failed > SHOWN && (
        <p className="text-muted">
          These are the first {SHOWN} of {formatCount(failed)} by line.{' '}
          {failed > failures.length
            ? `The report has the first ${formatCount(failures.length)}. Mend them, and import the file again: rows that were imported are then refused, or replaced.`
            : 'The report has them all.'}
        </p>
      )}
      <Actions className="mt-0">
        {failures.length > 0 && (
          <Button
            onClick={() =>
              download(new Blob([reportOf(failures)]), `${type}-refused.csv`, 'text/csv')
            }
          >
            <Download aria-hidden /> Download report
          </Button>
        )}
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </Actions>
    </div>
  )
}

/** More are for the report. */
const SHOWN = 50

const COLUMNS = [
  {
    id: 'line',
    heading: 'Line',
    className: 'w-12 align-top tabular-nums',
    cell: ({ line }: Failure) => formatCount(line),
  },
  {
    id: 'why',
    heading: 'Why',
    cell: (failure: Failure) => (
      <>
        {failure.id !== null && <code className="font-mono text-xs">{failure.id} </code>}
        <span className="block wrap-anywhere">{sentenceOf(failure)}</span>
        {failure.problem.errors?.map(({ pointer, message }) => (
          <span key={pointer} className="block text-[0.8125rem] wrap-anywhere text-muted">
            <code className="font-mono">{pointer}</code> {message}
          </span>
        ))}
        <code className="font-mono text-xs text-muted">{failure.problem.code}</code>
      </>
    ),
  },
]

function sentenceOf({ problem }: Failure): string {
  return problem.detail ?? problem.title
}

/** A table of the failures, for those who mend the file. */
function reportOf(failures: readonly Failure[]): string {
  const rows = failures.map(failure => [
    String(failure.line),
    failure.id ?? '',
    failure.problem.code,
    sentenceOf(failure),
    (failure.problem.errors ?? [])
      .map(({ pointer, message }) => `${pointer} ${message}`)
      .join('; '),
  ])
  return [['line', 'id', 'code', 'why', 'where'], ...rows]
    .map(row => `${row.map(quoted).join(',')}\r\n`)
    .join('')
}

/** Spreadsheets would calculate what begins like a formula. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""')}"`
}
