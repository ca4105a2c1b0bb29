import { type Problem, ProblemError } from '@keywright/contract'

/** The problem that a call is refused with; throws when it succeeds. */
export async function refusal(call: Promise<unknown>): Promise<Problem> {
  try {
    await call
  } catch (error) {
    if (error instanceof ProblemError) return error.problem
    throw error
  }
  throw new Error('The call was expected to be refused, and succeeded')
}
