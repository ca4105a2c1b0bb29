/**
 * Why there is no answer about a token. `MISCONFIGURED`: Keywright is not at that address, or does
 * not let this verifier ask; somebody must mend it. `UNAVAILABLE`: it was not reached, did not answer
 * in time, or has an outage of its own; a later attempt may succeed.
 */
export type KeywrightErrorCode = 'MISCONFIGURED' | 'UNAVAILABLE'

/**
 * There is no answer about a token. An answer, good or bad, is never an error. Neither the message
 * nor the cause contains a token.
 */
export class KeywrightError extends Error {
  override readonly name = 'KeywrightError'
  readonly code: KeywrightErrorCode
  /** The HTTP status that Keywright answered with, if it answered. */
  readonly status: number | undefined

  constructor(
    code: KeywrightErrorCode,
    message: string,
    { status, cause }: { status?: number; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
  }
}
