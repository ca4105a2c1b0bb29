import { ProblemError } from '@keywright/contract'
import type { UseQueryResult } from '@tanstack/react-query'
import { Button } from '../ui/button.tsx'
import { isForbidden } from '../ui/states.tsx'

/** Says that what there is to choose from could not be read, and offers to try again; nothing where all is well. */
export function NotRead({
  what,
  query,
}: {
  /** As in "The roles". */
  what: string
  query: Pick<UseQueryResult, 'data' | 'error' | 'isFetching' | 'refetch'>
}) {
  const { data, error, isFetching, refetch } = query
  if (error === null || data !== undefined) return null
  if (isForbidden(error)) {
    const { missing = [] } = error.problem
    return (
      <p className="text-[0.8125rem] text-muted">
        {what} cannot be shown to you
        {missing.length > 0 && (
          <>
            {' '}
            without <code className="font-mono text-xs break-all">{missing.join(', ')}</code>
          </>
        )}
        .
      </p>
    )
  }
  const problem = error instanceof ProblemError ? error.problem : undefined
  return (
    <div
      role="alert"
      className="flex flex-wrap items-center justify-between gap-2 rounded-lg bg-danger-soft px-3 py-2"
    >
      <div className="min-w-0 flex-1 basis-48">
        <p className="font-medium text-danger">{what} could not be read</p>
        <p>
          {error.message}
          {problem && problem.requestId !== '' && (
            <span className="text-xs">
              {' '}
              Request <code className="font-mono break-all">{problem.requestId}</code>
            </span>
          )}
        </p>
      </div>
      <Button size="small" busy={isFetching} onClick={() => void refetch()}>
        Try again
      </Button>
    </div>
  )
}
