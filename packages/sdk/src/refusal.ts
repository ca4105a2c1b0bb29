import { STATUS_CODES } from 'node:http'
import type { Outcome, VerifyResult } from './verify-result.ts'

/** A request that is not let in, as it goes over the wire: problem details (RFC 9457). */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Why a request is not let in, in the words of Keywright's own errors. */
export type RefusalCode = keyof typeof REFUSALS

/** Writes a refusal; `missing` are the permissions that `FORBIDDEN` names. */
export function createRefusal(
  code: RefusalCode,
  realm: string,
  { detail, missing = [] }: { detail?: string | undefined; missing?: readonly string[] } = {},
): Refusal {
  const row: RefusalRow = REFUSALS[code]
  const { status, error } = row
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(error !== undefined && { 'www-authenticate': challenge(realm, error, missing) }),
      ...(status === 503 && { 'retry-after': '2' }),
    },
    body: JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      code,
      detail: detail ?? row.detail,
      ...(missing.length > 0 && { missing }),
    }),
  }
}

/** The refusal of a token that did not pass. */
export function refusalOf({ code, missing = [] }: VerifyResult, realm: string): Refusal {
  const refused: { code: RefusalCode; detail?: string } = REFUSED_AS[code]
  return createRefusal(refused.code, realm, { detail: refused.detail, missing })
}

interface RefusalRow {
  readonly status: number
  readonly detail: string
  /** The one of RFC 6750 section 3.1; empty for a request without a token. */
  readonly error?: string
}

const REFUSALS = {
  CREDENTIAL_CONFLICT: {
    status: 400,
    detail: 'The request carries two different credentials.',
  },
  UNAUTHENTICATED: {
    status: 401,
    detail: 'A key is needed: send it as Authorization: Bearer, X-API-Key or Api-Key.',
    error: '',
  },
  CREDENTIAL_INVALID: {
    status: 401,
    detail: 'The key is not valid.',
    error: 'invalid_token',
  },
  FORBIDDEN: {
    status: 403,
    detail: 'The key does not allow this.',
    error: 'insufficient_scope',
  },
  RATE_LIMITED: { status: 429, detail: 'The key is used too often.' },
  UNAVAILABLE: { status: 503, detail: 'Keys cannot be verified right now.' },
} as const satisfies Record<string, RefusalRow>

/** Whoever holds a token may know what became of it; one that is not found says nothing. */
const REFUSED_AS = {
  VALID: { code: 'CREDENTIAL_INVALID' },
  NOT_FOUND: { code: 'CREDENTIAL_INVALID' },
  EXPIRED: { code: 'CREDENTIAL_INVALID', detail: 'The key has expired.' },
  DISABLED: { code: 'CREDENTIAL_INVALID', detail: 'The key is disabled.' },
  REVOKED: { code: 'CREDENTIAL_INVALID', detail: 'The key is revoked.' },
  SUBJECT_INACTIVE: {
    code: 'CREDENTIAL_INVALID',
    detail: 'The user whom the key acts as is not active.',
  },
  IP_DENIED: { code: 'FORBIDDEN', detail: 'The key is not accepted from this address.' },
  FORBIDDEN: { code: 'FORBIDDEN' },
  RATE_LIMITED: { code: 'RATE_LIMITED' },
  QUOTA_EXCEEDED: { code: 'RATE_LIMITED', detail: 'The quota of the key is used up.' },
} as const satisfies Record<Outcome, { code: RefusalCode; detail?: string }>

function challenge(realm: string, error: string, missing: readonly string[]): string {
  const scope = missing.join(' ')
  return [
    `Bearer realm="${realm}"`,
    ...(error === '' ? [] : [`error="${error}"`]),
    // RFC 6750 section 3: what a scope may consist of.
    ...(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(scope) ? [`scope="${scope}"`] : []),
  ].join(', ')
}
