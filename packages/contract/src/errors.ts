/**
 * The one error table: every refusal that leaves the server is a row here.
 * `status` is the HTTP status, `title` the sentence for people that goes out as the problem's title,
 * `help` what the reader can do about it; the page in `docs/errors` is generated from the row.
 */
export const ERRORS = {
  BAD_REQUEST: row(
    400,
    'The request could not be read.',
    'Compare the request with the reference; the detail says which part was refused.',
  ),
  INVALID_JSON: row(
    400,
    'The body is not valid JSON.',
    'Send a JSON document with the header Content-Type: application/json.',
  ),
  VALIDATION_FAILED: row(
    400,
    'Some fields are missing or wrong.',
    'The list of errors names each field by JSON pointer and says what is expected.',
  ),
  CREDENTIAL_CONFLICT: row(
    400,
    'The request carries two different credentials.',
    'Send one credential only: a session cookie or a token, and the token in one header.',
  ),
  CURSOR_INVALID: row(
    400,
    'The cursor is not one this list gave out.',
    'Start again without a cursor, and keep sort and filters the same from page to page.',
  ),
  GRAPHQL_INVALID: row(
    400,
    'The GraphQL request cannot be run.',
    'It does not parse, or does not fit the schema that this credential sees: compare it with the introspection of the same credential.',
  ),
  GRAPHQL_TOO_COSTLY: row(
    400,
    'The GraphQL request asks for too much at once.',
    'The message says which limit was met: ask for fewer levels, fields, aliases or smaller lists, in several requests.',
  ),
  PERSISTED_QUERY_NOT_FOUND: row(
    400,
    'No GraphQL text is known by this hash.',
    'Send the text together with its hash once; after that the hash alone is enough. Clients of automatic persisted queries do so by themselves, and are told so with status 200 unless they accept application/graphql-response+json.',
  ),
  CONFIRMATION_MISMATCH: row(
    400,
    'The name typed to confirm does not match.',
    'Type the slug of the domain exactly as it is shown.',
  ),
  EXPIRY_INVALID: row(
    400,
    'The expiry is not allowed here.',
    'Give either expiresAt or expiresInDays, in the future and within the maximum lifetime of the domain.',
  ),
  TOTP_INVALID: row(
    400,
    'The code from the authenticator app is not right.',
    'Check the clock of the device and enter the newest code.',
  ),
  OAUTH_INVALID_REQUEST: row(
    400,
    'The token request is malformed.',
    'See RFC 6749 section 5.2: a parameter is missing, repeated or wrong.',
    'invalid_request',
  ),
  OAUTH_INVALID_GRANT: row(
    400,
    'The assertion or refresh token was not accepted.',
    'Check signature, audience, time, jti and key; each assertion and refresh token is accepted once.',
    'invalid_grant',
  ),
  OAUTH_INVALID_SCOPE: row(
    400,
    'The scope asks for more than the key holds, or is no permission.',
    'Ask for permissions that the key holds, separated by spaces, or leave scope out for all of them.',
    'invalid_scope',
  ),
  OAUTH_UNSUPPORTED_GRANT_TYPE: row(
    400,
    'This grant type is not supported.',
    'Use urn:ietf:params:oauth:grant-type:jwt-bearer or refresh_token.',
    'unsupported_grant_type',
  ),

  UNAUTHENTICATED: row(
    401,
    'A credential is needed.',
    'Sign in, or send a key as Authorization: Bearer, X-API-Key or Api-Key.',
  ),
  CREDENTIAL_INVALID: row(
    401,
    'The credential is not valid.',
    'The key or session is unknown, expired, disabled or revoked. Make a new one or sign in again.',
  ),
  LOGIN_FAILED: row(
    401,
    'E-mail or password is not right.',
    'Check both; an owner who lost the password uses keywright owner reset on the server.',
  ),
  TOTP_REQUIRED: row(
    401,
    'A code from the authenticator app is needed.',
    'Repeat the sign-in with the field totp: the six digits, or a recovery code.',
  ),

  FORBIDDEN: row(
    403,
    'The credential does not allow this.',
    'The problem names the missing permission; ask an admin of the domain for it.',
  ),
  PANEL_DISABLED: row(
    403,
    'The panel is switched off for now.',
    'Its key is disabled. Devices that are signed in come back by themselves when it is enabled.',
  ),
  SESSION_REQUIRED: row(
    403,
    'Only a signed-in person may do this.',
    'Sign in. A domain can allow keys to manage keys in Settings > Keys policy.',
  ),
  REAUTHENTICATION_REQUIRED: row(
    403,
    'The password must be entered again.',
    'Call POST /v1/session/reauthenticate, then repeat the request within five minutes.',
  ),
  INSTANCE_ADMIN_REQUIRED: row(
    403,
    'Only an administrator of the instance may do this.',
    'Ask the owner of this installation.',
  ),
  CROSS_SITE_REQUEST: row(
    403,
    'The request comes from another site.',
    'A browser session is only accepted from the pages of this installation.',
  ),
  ESCALATION: row(
    403,
    'Nobody can hand out more than they hold.',
    'The problem lists the permissions you lack; remove them, or ask somebody who holds them.',
  ),
  IMPERSONATION_FORBIDDEN: row(
    403,
    'You may not make a key that acts as this user.',
    'It needs backoffice.users:impersonate.',
  ),

  NOT_FOUND: row(
    404,
    'There is nothing at this address.',
    'Check method and path against the reference.',
  ),
  DOMAIN_NOT_FOUND: row(
    404,
    'There is no such domain.',
    'It does not exist, or this credential does not reach it.',
  ),
  KEY_NOT_FOUND: row(
    404,
    'There is no such key.',
    'It does not exist in this domain, or this credential may not see it.',
  ),
  USER_NOT_FOUND: row(
    404,
    'There is no such user.',
    'It does not exist in this domain, or this credential may not see it.',
  ),
  ROLE_NOT_FOUND: row(
    404,
    'There is no such role.',
    'Use ADMIN, EDITOR, READONLY or a role of this domain.',
  ),
  INVITATION_NOT_FOUND: row(
    404,
    'There is no such invitation.',
    'It was used, withdrawn, has expired or never existed. Ask for a new one.',
  ),
  SESSION_NOT_FOUND: row(404, 'There is no such session.', 'It has ended, or is of somebody else.'),
  CONTENT_TYPE_NOT_FOUND: row(
    404,
    'There is no such content type.',
    'Make it first, or check the name; content types belong to one domain.',
  ),
  OBJECT_NOT_FOUND: row(
    404,
    'There is no such object.',
    'Check id and type. Delivery knows only what is published.',
  ),
  VERSION_NOT_FOUND: row(
    404,
    'The object has no such version.',
    'List the versions of the object to see which there are.',
  ),
  MEDIA_NOT_FOUND: row(
    404,
    'There is no such file.',
    'Check the address. Without a credential only files that a published object refers to are delivered.',
  ),
  API_NOT_FOUND: row(404, 'There is no such API.', 'Register it first, or check the slug.'),
  PANEL_NOT_FOUND: row(
    404,
    'There is no such panel.',
    'It does not exist in this domain. Panels that were ended are listed with state=ended.',
  ),
  PANEL_DEVICE_NOT_FOUND: row(
    404,
    'The panel has no such device.',
    'Read the panel to see its devices; one that was signed out long ago is forgotten.',
  ),
  SHARED_SECRET_NOT_FOUND: row(
    404,
    'The domain has no shared secret.',
    'A signed-in admin creates it in Settings > Shared secret.',
  ),

  METHOD_NOT_ALLOWED: row(
    405,
    'This address does not take this method.',
    'The Allow header lists the methods it takes.',
  ),

  REQUEST_TIMEOUT: row(
    408,
    'The request took too long to arrive.',
    'Send it in one go; the headers must be there within 20 seconds, all of it within 60.',
  ),

  CONFLICT: row(
    409,
    'The change collides with another one.',
    'Read the thing again and repeat the change.',
  ),
  PANEL_ENDED: row(
    409,
    'The panel has ended.',
    'Its key is revoked, which is final: make a new panel.',
  ),
  PANEL_LIMIT: row(
    409,
    'The domain has as many panels as it can have.',
    'End panels that nobody looks at any more.',
  ),
  SLUG_TAKEN: row(409, 'This slug is already in use.', 'Choose another one.'),
  EMAIL_TAKEN: row(
    409,
    'This e-mail address already has access.',
    'Change the role of the existing user instead.',
  ),
  ROLE_EXISTS: row(409, 'A role with this name already exists.', 'Choose another name.'),
  ROLE_BUILT_IN: row(409, 'Built-in roles cannot be changed.', 'Make a role of your own.'),
  ROLE_IN_USE: row(
    409,
    'The role is still in use.',
    'Give its users and keys another role first; the problem counts them.',
  ),
  CONTENT_TYPE_EXISTS: row(
    409,
    'A content type with this name already exists.',
    'Choose another name.',
  ),
  CONTENT_TYPE_IN_USE: row(
    409,
    'Keys, roles or other content types still name this content type.',
    'Take it out of what `offenders` lists, or force the deletion: the rules are then removed and audited.',
  ),
  CONTENT_TYPE_CHANGE_REFUSED: row(
    409,
    'Stored objects would not fit the changed content type.',
    'Give defaults for missing fields, drop fields that are gone, or change the objects that `offenders` lists first.',
  ),
  TRANSACTION_TOO_LARGE: row(
    409,
    'The change is too large for one transaction.',
    'Everybody else would wait for it. Send it in parts: a batch or an import that is not atomic, fewer rows that refer to each other in a circle, or for a content type objects that were imported with the new values before.',
  ),
  OBJECT_EXISTS: row(409, 'An object with this id already exists.', 'Choose another id.'),
  OBJECT_REFERENCED: row(
    409,
    'Other objects still refer to this one.',
    'Change the objects that `offenders` lists, or delete with detach to take the references out of them.',
  ),
  VALUE_TAKEN: row(
    409,
    'Another object of this type already has this value, which must be unique.',
    'Choose another value for the field that the pointer names.',
  ),
  LAST_ADMIN: row(
    409,
    'Somebody must keep control.',
    'Make another user ADMIN (or instance administrator) first.',
  ),
  APPLICATION_KEY: row(
    409,
    'An application key cannot be changed this way.',
    'Application keys can be regenerated, disabled and revealed, but not edited or removed.',
  ),
  KEY_REVOKED: row(409, 'The key is revoked, and that is final.', 'Make a new key.'),
  KEY_NOT_REVEALABLE: row(
    409,
    'The token of this key is not stored.',
    'Only application keys, and custom keys where the domain allows it, can be revealed. Rotate the key to get a new token.',
  ),
  SHARED_SECRET_EXISTS: row(
    409,
    'The domain already has a shared secret.',
    'Regenerate it instead.',
  ),
  TOTP_ALREADY_ON: row(
    409,
    'Two-step sign-in is already on.',
    'Turn it off first to enrol another device.',
  ),
  TOTP_NOT_ON: row(409, 'Two-step sign-in is not on.', 'Start with POST /v1/me/totp.'),
  IDEMPOTENCY_CONFLICT: row(
    409,
    'This Idempotency-Key was used for a different request, or with other rights.',
    'Use a new key for a new request. When the rights of the caller changed since, the first answer is not repeated: look whether what it was about is done.',
  ),
  IDEMPOTENCY_IN_PROGRESS: row(
    409,
    'The first request with this Idempotency-Key is still running.',
    'Wait a moment and repeat it.',
  ),

  PRECONDITION_FAILED: row(
    412,
    'The thing has changed since it was read.',
    'Read it again and send its newest ETag as If-Match.',
  ),
  BODY_TOO_LARGE: row(
    413,
    'The body is too large.',
    'The limit is one mebibyte for management calls, and for files what the operator set: 20 mebibytes, unless KEYWRIGHT_MEDIA_MAX_BYTES says otherwise.',
  ),
  URI_TOO_LONG: row(414, 'The address is too long.', 'Addresses of up to 8 192 bytes are read.'),
  UNSUPPORTED_MEDIA_TYPE: row(
    415,
    'The body has the wrong content type.',
    'Send application/json, or application/merge-patch+json to change an object; for the OAuth endpoints application/x-www-form-urlencoded; for files multipart/form-data.',
  ),
  RANGE_NOT_SATISFIABLE: row(
    416,
    'The file has no such range.',
    'The Content-Range header says how many bytes there are.',
  ),
  IMAGE_UNREADABLE: row(
    422,
    'The image cannot be read.',
    'It is damaged, is not what it claims to be, or has more than 100 million pixels.',
  ),

  UPGRADE_REQUIRED: row(
    426,
    'This address is that of a websocket.',
    'Open it with a websocket client: ws:// or wss:// in place of http:// or https://.',
  ),
  SLOW_CLIENT: row(
    408,
    'The client reads more slowly than there is news.',
    'Connect again and go on after the last event; subscribe to less, or read faster.',
  ),
  SOCKET_LIMIT: row(
    429,
    'Too many websockets are open.',
    'Close those that are not needed; one websocket carries up to 50 subscriptions.',
  ),
  SUBSCRIPTION_LIMIT: row(
    429,
    'The websocket has too many subscriptions.',
    'Take some back, or subscribe to several types or objects at once.',
  ),
  MESSAGE_RATE: row(
    429,
    'The websocket was sent too many messages.',
    'Up to 100 at once and 20 a second on average are taken.',
  ),
  LOGIN_THROTTLED: row(
    429,
    'Too many failed sign-ins.',
    'Wait for the time in Retry-After. An owner can always get in with keywright owner reset.',
  ),
  HEADERS_TOO_LARGE: row(431, 'The headers are too large.', 'Headers of up to 16 KiB are read.'),

  INTERNAL: row(
    500,
    'Something went wrong on our side.',
    'Look the request id up in the server log, and report it.',
  ),
  DATABASE_UNAVAILABLE: row(
    503,
    'The database cannot be reached.',
    'Try again after the time in Retry-After. A change that was under way may have been made or not: read the thing again, or repeat a creation with the same Idempotency-Key.',
  ),
  STORAGE_UNAVAILABLE: row(
    503,
    'The storage of files cannot be reached.',
    'Try again after the time in Retry-After; an operator looks at the data folder or the bucket.',
  ),
  IMAGES_BUSY: row(
    503,
    'Too many variants of images are being made.',
    'Try again after the time in Retry-After. Variants that were made before are answered at once.',
  ),
  IMPORTS_BUSY: row(
    503,
    'Too many imports are under way.',
    'Try again after the time in Retry-After, when one of them has ended.',
  ),
  SHUTTING_DOWN: row(
    503,
    'The server is shutting down.',
    'Try again; another node or the restarted one answers.',
  ),
} as const satisfies Record<string, ErrorRow>

/** One row of the error table. */
export interface ErrorRow {
  status: number
  title: string
  help: string
  /** The code of RFC 6749 section 5.2, which OAuth clients look for. */
  oauth?: string
}

/** The stable code of an error; codes are never renamed or reused. */
export type ErrorCode = keyof typeof ERRORS

function row(status: number, title: string, help: string, oauth?: string): ErrorRow {
  return { status, title, help, ...(oauth !== undefined && { oauth }) }
}
