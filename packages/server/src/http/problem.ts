import { ERRORS, type ErrorCode, type Problem } from '@keywright/contract'
import { knownError, problemBody } from '../problem-body.ts'

/** The media type of every refusal (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json'

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
  const known = knownError(error, isOutage)
  const { code, details } = known
  const body = problemBody(known, requestId)
  const { status, retryAfterSeconds } = body
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
  if (details.acceptPatch) headers['accept-patch'] = details.acceptPatch.join(', ')
  return { status, headers, body }
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
