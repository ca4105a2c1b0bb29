import { ProblemError } from '@keywright/contract'

/** What a refusal says about what was sent, as one sentence; undefined for every other error. */
export function problemAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof ProblemError) || error.status >= 500) return undefined
  const problems = (error.problem.errors ?? []).filter(problem =>
    problem.pointer.startsWith(pointer),
  )
  if (problems.length > 0) return problems.map(({ message }) => message).join('; ')
  return error.status === 404 && pointer === '' ? error.message : undefined
}
