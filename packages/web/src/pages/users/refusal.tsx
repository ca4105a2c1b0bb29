import { ERRORS, type ErrorCode, ProblemError } from '@keywright/contract'
import { Lock } from 'lucide-react'
import { useState } from 'react'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

/** Keeps what an action was refused with, to be shown where it was asked for. */
export function useRefusal() {
  const [error, setError] = useState<unknown>()
  return {
    error,
    clear: () => setError(undefined),
    /** For `onRefused` of an action. */
    keep(refused: unknown) {
      setError(refused)
      return true
    },
  }
}

/** Why something was refused, and what can be done about it; nothing where nothing was. */
export function Refusal({ error }: { error: unknown }) {
  if (error === undefined) return null
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
          Request <code className="font-mono">{problem.requestId}</code>
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
