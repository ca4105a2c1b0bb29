import { type GraphqlAnswer, ProblemError } from '@keywright/contract'
import { CircleAlert, Play } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/states.tsx'
import { Editor } from './editor.tsx'

/** What became of one request. */
export interface Outcome {
  answer?: GraphqlAnswer
  /** What was refused before it came to GraphQL, or got no answer. */
  error?: unknown
  milliseconds: number
}

/** Whether everything that was asked for was answered. */
export function isFine({ answer, error }: Outcome): boolean {
  return error === undefined && !answer?.errors?.length
}

/** The answer: what went wrong first, with its codes, then all of it. */
export function Response({
  outcome,
  isRunning,
  onGoTo,
}: {
  outcome: Outcome | undefined
  isRunning: boolean
  /** To the place in the text that an error is about. */
  onGoTo: (line: number, column: number) => void
}) {
  if (!outcome) {
    return (
      <Empty icon={Play} title={isRunning ? 'Waiting for the answer' : 'No answer yet'}>
        Run the text: the answer appears here. Ctrl and Enter does it from the keyboard.
      </Empty>
    )
  }
  const text = JSON.stringify(bodyOf(outcome), null, 2)
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)]">
      <div className="max-h-64 overflow-y-auto" aria-live="polite">
        <p className="border-b border-line px-4 py-2 text-xs text-muted">
          {outcome.answer ? 'Answered' : 'Refused'} in {outcome.milliseconds} ms · {sizeOf(text)}
        </p>
        <Problems outcome={outcome} onGoTo={onGoTo} />
      </div>
      <div className="min-h-48">
        <Editor label="Answer" language="json" value={text} />
      </div>
    </div>
  )
}

interface ShownProblem {
  message: string
  code: string | undefined
  requestId: string | undefined
  path?: string
  line?: number
  column?: number
  details: readonly string[]
}

function Problems({
  outcome,
  onGoTo,
}: {
  outcome: Outcome
  onGoTo: (line: number, column: number) => void
}) {
  const problems = problemsOf(outcome)
  if (problems.length === 0) return null
  return (
    <ul className="grid grid-cols-[minmax(0,1fr)] gap-2 border-b border-line bg-danger-soft px-4 py-3">
      {problems.map(({ message, code, requestId, path, line, column, details }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the list is never reordered
        <li key={index} className="flex gap-2.5 wrap-anywhere">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
          <div className="min-w-0 flex-1">
            <p className="font-medium">{message}</p>
            {details.map(detail => (
              <p key={detail}>{detail}</p>
            ))}
            <p className="text-xs">
              <code className="font-mono">{code}</code>
              {path !== undefined && (
                <>
                  {' '}
                  · at <code className="font-mono">{path}</code>
                </>
              )}
              {requestId && (
                <>
                  {' '}
                  · request <code className="font-mono">{requestId}</code>
                </>
              )}
            </p>
          </div>
          {line !== undefined && column !== undefined && (
            <Button size="small" onClick={() => onGoTo(line, column)}>
              Line {line}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

function problemsOf({ answer, error }: Outcome): ShownProblem[] {
  if (error instanceof ProblemError) {
    const { code, requestId, errors = [] } = error.problem
    return [{ message: error.message, code, requestId, details: errors.map(detailOf) }]
  }
  if (error !== undefined) {
    const message = error instanceof Error ? error.message : 'Something went wrong.'
    return [{ message, code: undefined, requestId: undefined, details: [] }]
  }
  return (answer?.errors ?? []).map(({ message, extensions, path, locations }) => ({
    message,
    code: extensions?.code,
    requestId: extensions?.requestId,
    ...(path && { path: path.join('.') }),
    ...locations?.[0],
    details: (extensions?.errors ?? []).map(detailOf),
  }))
}

function detailOf({ pointer, message }: { pointer: string; message: string }): string {
  return pointer === '' ? message : `${pointer}: ${message}`
}

function bodyOf({ answer, error }: Outcome): unknown {
  return error instanceof ProblemError ? error.problem : (answer ?? null)
}

function sizeOf(text: string): string {
  const bytes = new Blob([text]).size
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`
}
