import { ERRORS, type ErrorCode, type ErrorRow, type Problem } from '@keywright/contract'
import { AppError, type ErrorDetails } from '../app-error.ts'
import { ENDPOINTS, kindsThatAnswer } from './endpoint-errors.ts'
import { toProblem } from './problem.ts'

/** What there is to say about a code; the page and the file in `docs/errors` are made of it. */
export interface ErrorArticle {
  code: ErrorCode
  status: number
  title: string
  /** What a refusal of this kind says in general. */
  meaning: string
  help: string
  /** The code of RFC 6749, where it has one. */
  oauth: string | undefined
  /** Kinds of requests that can be answered so, and single endpoints as `METHOD /path`. */
  kinds: string[]
  endpoints: string[]
  example: Problem
}

/** All codes of the error table. */
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[]

/** Says all about a code. */
export function describeError(code: ErrorCode): ErrorArticle {
  const { status, title, help, oauth }: ErrorRow = ERRORS[code]
  const declaring = ENDPOINTS.filter(endpoint => endpoint.errors?.includes(code))
  return {
    code,
    status,
    title,
    meaning: MEANINGS[status] ?? '',
    help,
    oauth,
    kinds: kindsThatAnswer(code),
    endpoints: declaring.map(({ method, path }) => `${method} ${path}`),
    example: toProblem(new AppError(code, EXAMPLES[code] ?? {}), REQUEST_ID, () => false).body,
  }
}

const REQUEST_ID = 'req_01jcxk3y5nfm8v9qv2r3w4t5a6'

const MEANINGS: Readonly<Record<number, string>> = {
  400: 'The request itself is wrong: sent again as it is, it will be refused again.',
  401: 'It is not known who calls. The header WWW-Authenticate says how to prove it (RFC 6750).',
  403: 'It is known who calls, and they may not do this. Nothing was changed.',
  404: 'There is nothing here for this caller. What belongs to somebody else is answered the same way.',
  405: 'The address exists, with other methods.',
  408: 'The connection was closed before the request was complete. Nothing was changed.',
  409: 'The request is right, and does not fit how things are now. Nothing was changed.',
  412: 'Somebody else was faster. Nothing was changed.',
  413: 'The request was not read to its end. Nothing was changed.',
  414: 'The request was not read to its end. Nothing was changed.',
  415: 'The body was not read. Nothing was changed.',
  429: 'Too much in too short a time. The header Retry-After says how many seconds to wait.',
  431: 'The request was not read to its end. Nothing was changed.',
  500: 'The fault is ours. Whether something was changed is not certain; creations can be repeated with the same Idempotency-Key.',
  503: 'It cannot be done right now. Nothing was changed. The header Retry-After says how many seconds to wait.',
}

/** What an example shows beyond the code. */
const EXAMPLES: Partial<Record<ErrorCode, ErrorDetails>> = {
  VALIDATION_FAILED: {
    errors: [{ pointer: '/name', message: 'Fill this in.' }],
  },
  OAUTH_INVALID_REQUEST: { detail: 'assertion is missing.' },
  OAUTH_INVALID_SCOPE: { missing: ['content.article:delete'] },
  FORBIDDEN: {
    detail: 'This needs the permission backoffice.keys:create.',
    missing: ['backoffice.keys:create'],
    layer: 'role',
  },
  ESCALATION: { missing: ['backoffice.users:impersonate'] },
  LOGIN_THROTTLED: { retryAfterSeconds: 30 },
  IDEMPOTENCY_IN_PROGRESS: { retryAfterSeconds: 1 },
}
