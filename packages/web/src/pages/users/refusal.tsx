import { ERRORS, type ErrorCode, ProblemError } from '@keywright/contract'
import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

/**
 * Keeps what an action was refused with, to be shown where it was asked for. Where somebody else had
 * changed the thing meanwhile, it is read again by its query key.
 */
export function useRefusal(queryKey?: QueryKey) {
  const [error, setError] = useState<unknown>()
  const client = useQueryClient()
  return {
    error,
    clear: () => setError(undefined),
    /** For `onRefused` of an action. */
    keep(refused: unknown) {
      setError(refused)
      if (queryKey && isStaleError(refused)) void client.invalidateQueries({ queryKey })
      return true
    },
  }
}

/** Somebody else had changed the thing since it was read. */
export function isStaleError(error: unknown): boolean {
  return error instanceof ProblemError && error.code === 'PRECONDITION_FAILED'
}

/** Why something was refused, and what can be done about it; nothing where nothing was. */
export function Refusal({ error }: { error: unknown }) {
  if (error === undefined) return null
  if (isStaleError(error)) {
    return (
      <div role="alert" className="rounded-lg border border-line bg-warning-soft px-3 py-2">
        <p className="font-medium">Somebody else was faster: nothing was done</p>
        <p>It is shown here as they left it. Look again, and go on if you still want to.</p>
      </div>
    )
  }
  const problem = error instanceof ProblemError ? error.problem : undefined
  const help = problem && isKnown(problem.code) ? ERRORS[problem.code].help : undefined
  const fields = problem?.errors?.map(({ pointer, message }) => `${pointer.slice(1)}: ${message}`)
  return (
    <div role="alert" className="rounded-lg border border-danger bg-danger-soft px-3 py-2">
      <p className="font-medium text-danger">
        {error instanceof Error ? error.message : 'Something went wrong.'}
      </p>
      {fields?.map(field => (
        <p key={field}>{field}</p>
      ))}
      {help !== undefined && <p>{help}</p>}
      {problem?.missing && problem.missing.length > 0 && (
        <p className="break-words">
          Missing: <code className="font-mono">{problem.missing.join(', ')}</code>
        </p>
      )}
      {problem && problem.requestId !== '' && (
        <p className="text-xs">
          {problem.code} · request <code className="font-mono">{problem.requestId}</code>
        </p>
      )}
    </div>
  )
}

/** A page that the person may not use, and the permission it would take. */
export function ForbiddenPage({ title, permission }: { title: string; permission: string }) {
  return (
    <Page title={title}>
      <Empty icon={Lock} title="You may not do this">
        It needs the permission <code className="font-mono">{permission}</code>. Ask an
        administrator of the domain.
      </Empty>
    </Page>
  )
}

function isKnown(code: string): code is ErrorCode {
  return code in ERRORS
}
