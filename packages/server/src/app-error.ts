import { ERRORS, type ErrorCode } from '@keywright/contract'

/** What a refusal may tell beyond its row in the error table. */
export interface ErrorDetails {
  /** A sentence for people about this very case. */
  detail?: string
  errors?: { pointer: string; message: string }[]
  /** Permissions that were missing. */
  missing?: string[]
  /** The layer that refused. */
  layer?: string
  /** What stands in the way: the first ones, where there are many. */
  offenders?: { kind: string; id: string; message: string }[]
  offendersTotal?: number
  retryAfterSeconds?: number
  /** Methods for the Allow header. */
  allow?: string[]
  /** Media types for the Accept-Patch header (RFC 5789 section 3.1). */
  acceptPatch?: readonly string[]
  /** Bytes that there are of what a range was asked of. */
  totalBytes?: number
  /** The private reason: logged, never sent. */
  cause?: unknown
}

/** The one error class: status, title and help come from the contract's table by `code`. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const limit = Error.stackTraceLimit
    // To look where a refusal comes from would take longer than to verify a key.
    if (ERRORS[code].status < 500) Error.stackTraceLimit = 0
    super(`${code}: ${details.detail ?? ERRORS[code].title}`, { cause: details.cause })
    Error.stackTraceLimit = limit
    this.code = code
    this.details = details
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

/** The refusal of a token that nobody holds: always the same object, since whoever tries tokens tries many. */
export const UNKNOWN_CREDENTIAL = new AppError('CREDENTIAL_INVALID', { cause: 'NOT_FOUND' })

/** Throws PRECONDITION_FAILED unless the caller's `If-Match` (if any) names the stored version. */
export function requireVersion(stored: number, ifMatch: number | undefined): void {
  if (ifMatch !== undefined && ifMatch !== stored) throw new AppError('PRECONDITION_FAILED')
}
