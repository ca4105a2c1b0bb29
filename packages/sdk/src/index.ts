export { KeywrightError, type KeywrightErrorCode } from './keywright-error.ts'
export type { VerifierOptions } from './options.ts'
export { createVerifier, type Verifier, type VerifyRequest } from './verifier.ts'
export type { Outcome, VerifiedKey, VerifyResult } from './verify-result.ts'
