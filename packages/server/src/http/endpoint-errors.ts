import { type Endpoint, type ErrorCode, endpoints } from '@keywright/contract'

/** Every endpoint of the contract. */
export const ENDPOINTS: readonly Endpoint[] = Object.values(endpoints).flatMap(area =>
  Object.values<Endpoint>(area),
)

/** All codes that an endpoint can answer with: those it declares, and those that its kind brings along. */
export function errorsOf(endpoint: Endpoint): ErrorCode[] {
  const brought = RULES.filter(rule => rule.applies(endpoint)).flatMap(rule => rule.codes)
  return [...new Set([...(endpoint.errors ?? []), ...brought])].sort()
}

/** Which endpoints answer with a code because of what they are, as words to go on from `Answered by`. */
export function kindsThatAnswer(code: ErrorCode): string[] {
  return RULES.filter(rule => rule.codes.includes(code)).map(rule => rule.kind)
}

interface Rule {
  kind: string
  applies(endpoint: Endpoint): boolean
  codes: readonly ErrorCode[]
}

/** These read no credential and ask the database nothing, or only whether it is there. */
const isProbe = ({ id }: Endpoint) => id.startsWith('health.')

const RULES: readonly Rule[] = [
  {
    kind: 'every request',
    applies: () => true,
    codes: [
      'BAD_REQUEST',
      'REQUEST_TIMEOUT',
      'URI_TOO_LONG',
      'HEADERS_TOO_LARGE',
      'INTERNAL',
      'SHUTTING_DOWN',
    ],
  },
  {
    kind: 'every request that reads credentials',
    applies: endpoint => !isProbe(endpoint),
    codes: ['CREDENTIAL_CONFLICT', 'CREDENTIAL_INVALID', 'DATABASE_UNAVAILABLE'],
  },
  {
    kind: 'every request with parameters or a body',
    applies: ({ params, query, body, upload }) => !!(params ?? query ?? body ?? upload),
    codes: ['VALIDATION_FAILED'],
  },
  {
    kind: 'lists with a cursor',
    applies: ({ query }) => query !== undefined && 'cursor' in query.shape,
    codes: ['CURSOR_INVALID'],
  },
  {
    kind: 'every request with a body',
    applies: ({ body }) => body !== undefined,
    codes: ['INVALID_JSON', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  },
  {
    kind: 'uploads and imports',
    applies: ({ upload, streamed }) => (upload ?? streamed) !== undefined,
    codes: ['BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  },
  {
    kind: 'the OAuth endpoints',
    applies: ({ form }) => form === true,
    codes: ['OAUTH_INVALID_REQUEST'],
  },
  {
    kind: 'everything that is not public',
    applies: ({ access }) => access.kind !== 'public',
    codes: ['UNAUTHENTICATED'],
  },
  {
    kind: 'changes made with the session of a browser',
    applies: endpoint => endpoint.method !== 'GET',
    codes: ['CROSS_SITE_REQUEST'],
  },
  {
    kind: 'what is for signed-in people',
    applies: ({ access }) =>
      access.kind === 'session' ||
      access.kind === 'instance' ||
      (access.kind === 'domain' && access.person !== undefined),
    codes: ['SESSION_REQUIRED'],
  },
  {
    kind: 'what needs a password entered lately',
    applies: ({ access }) => 'fresh' in access,
    codes: ['REAUTHENTICATION_REQUIRED'],
  },
  {
    kind: 'what is for administrators of the instance',
    applies: ({ access }) => access.kind === 'instance',
    codes: ['INSTANCE_ADMIN_REQUIRED'],
  },
  {
    kind: 'everything inside a domain',
    applies: ({ access }) => access.kind === 'domain',
    codes: ['DOMAIN_NOT_FOUND', 'FORBIDDEN'],
  },
  {
    kind: 'changes that honour If-Match',
    applies: ({ ifMatch }) => ifMatch === true,
    codes: ['PRECONDITION_FAILED'],
  },
  {
    kind: 'creations that honour Idempotency-Key',
    applies: ({ idempotent }) => idempotent !== undefined,
    codes: ['IDEMPOTENCY_CONFLICT', 'IDEMPOTENCY_IN_PROGRESS'],
  },
]
