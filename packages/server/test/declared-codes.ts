import { type Endpoint, ERRORS, type ErrorCode } from '@keywright/contract'

/** The codes that an endpoint can refuse with: its own, and those that follow from what it is. */
export function declaredCodes(endpoint: Endpoint): ReadonlySet<ErrorCode> {
  const { id, access, method, form, body, query } = endpoint
  const codes = new Set<ErrorCode>([...(endpoint.errors ?? []), ...ANYWHERE])
  const add = (condition: unknown, ...more: ErrorCode[]) => {
    if (condition) for (const code of more) codes.add(code)
  }
  // Probes read no credential.
  add(!id.startsWith('health.'), 'CREDENTIAL_CONFLICT', 'CREDENTIAL_INVALID')
  add(method !== 'GET', 'CROSS_SITE_REQUEST')
  add(endpoint.params || query || (body && !form), 'VALIDATION_FAILED')
  add(body, 'INVALID_JSON', 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE')
  add(endpoint.streamed, 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE')
  add(endpoint.upload, 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE')
  add(form, 'OAUTH_INVALID_REQUEST')
  add(query && 'cursor' in query.shape, 'CURSOR_INVALID')
  add(endpoint.ifMatch, 'PRECONDITION_FAILED')
  add(endpoint.idempotent, 'IDEMPOTENCY_CONFLICT', 'IDEMPOTENCY_IN_PROGRESS')
  add(access.kind !== 'public', 'UNAUTHENTICATED')
  add(access.kind === 'session' || access.kind === 'instance', 'SESSION_REQUIRED')
  add(access.kind === 'instance', 'INSTANCE_ADMIN_REQUIRED')
  add('fresh' in access && access.fresh, 'REAUTHENTICATION_REQUIRED')
  add(access.kind === 'domain', 'DOMAIN_NOT_FOUND', 'FORBIDDEN')
  add(access.kind === 'domain' && access.person, 'SESSION_REQUIRED')
  return codes
}

/** Whether a text is a code of the error table. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}

/** Before it is known which endpoint a request is for, or whatever that is. */
const ANYWHERE: readonly ErrorCode[] = ['BAD_REQUEST', 'URI_TOO_LONG', 'HEADERS_TOO_LARGE']
