import { ERRORS, type ErrorCode, type ErrorRow, type Problem } from '@keywright/contract'
import { maskTokensIn } from '@keywright/core'
import { AppError } from '../app-error.ts'

/** The media type of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json'

/** Where the page about a code is found, relative to the server. */
export function errorPage(code: ErrorCode): string {
  return `/docs/errors/${code}`
}

/** What a refusal looks like on the wire. */
export interface ProblemAnswer {
  status: number
  headers: Record<string, string>
  body: Problem
}

/** Turns any error into problem details; what is not an `AppError` tells nothing of itself. */
export function toProblem(
  error: unknown,
  requestId: string,
  isOutage: (error: unknown) => boolean,
): ProblemAnswer {
  const known =
    error instanceof AppError
      ? error
      : new AppError(isOutage(error) ? 'DATABASE_UNAVAILABLE' : 'INTERNAL')
  const { code, details } = known
  const { status, title, oauth }: ErrorRow = ERRORS[code]
  const retryAfterSeconds = details.retryAfterSeconds ?? (status === 503 ? 2 : undefined)
  const body: Problem = {
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
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE }
  const challenge = challengeFor(code, details.missing)
  if (challenge) headers['www-authenticate'] = challenge
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(Math.ceil(retryAfterSeconds))
  if (status === 429 && retryAfterSeconds !== undefined) {
    // draft-ietf-httpapi-ratelimit-headers: nothing is left until then.
    headers.ratelimit = `"${code.toLowerCase()}";r=0;t=${Math.ceil(retryAfterSeconds)}`
  }
  // RFC 9110 section 15.5.17.
  if (details.totalBytes !== undefined) headers['content-range'] = `bytes */${details.totalBytes}`
  if (details.allow) headers.allow = details.allow.join(', ')
  return { status, headers, body }
}

/** What is wrong may be named after a token that somebody put in a wrong place. */
function withoutTokens({ pointer, message }: { pointer: string; message: string }) {
  return { pointer: maskTokensIn(pointer), message: maskTokensIn(message) }
}

/** RFC 6750 section 3: no error for a request without a credential. */
function challengeFor(code: ErrorCode, missing: readonly string[] | undefined): string | undefined {
  const realm = 'Bearer realm="keywright"'
  if (code === 'UNAUTHENTICATED') return realm
  if (ERRORS[code].status === 401) return `${realm}, error="invalid_token"`
  if (code === 'FORBIDDEN' || code === 'ESCALATION') {
    const scope = missing?.length ? `, scope="${missing.join(' ')}"` : ''
    return `${realm}, error="insufficient_scope"${scope}`
  }
  return undefined
}
