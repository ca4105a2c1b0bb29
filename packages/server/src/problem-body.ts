import { ERRORS, type ErrorCode, type ErrorRow, type Problem } from '@keywright/contract'
import { maskTokensIn } from '@keywright/core'
import { AppError } from './app-error.ts'

/** Where the page about a code is found, relative to the server. */
export function errorPage(code: ErrorCode): string {
  return `/docs/errors/${code}`
}

/** What there is to know about an error: what is not an `AppError` tells nothing of itself. */
export function knownError(error: unknown, isOutage: (error: unknown) => boolean): AppError {
  if (error instanceof AppError) return error
  return new AppError(isOutage(error) ? 'DATABASE_UNAVAILABLE' : 'INTERNAL')
}

/** An error as problem details (RFC 9457): the body of a refusal, or a part of an answer about several things. */
export function problemBody({ code, details }: AppError, requestId: string): Problem {
  const { status, title, oauth }: ErrorRow = ERRORS[code]
  const retryAfterSeconds = details.retryAfterSeconds ?? (status === 503 ? 2 : undefined)
  return {
    type: errorPage(code),
    title,
    status,
    code,
    requestId,
    ...(details.detail !== undefined && { detail: details.detail }),
    ...(details.errors && { errors: details.errors.map(withoutTokens) }),
    ...(details.missing && { missing: details.missing }),
    ...(details.layer !== undefined && { layer: details.layer }),
    ...(details.offenders && { offenders: details.offenders }),
    ...(details.offendersTotal !== undefined && { offendersTotal: details.offendersTotal }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(oauth !== undefined && { error: oauth, error_description: details.detail ?? title }),
  }
}

/** What is wrong may be named after a token that somebody put in a wrong place. */
function withoutTokens({ pointer, message }: { pointer: string; message: string }) {
  return { pointer: maskTokensIn(pointer), message: maskTokensIn(message) }
}
