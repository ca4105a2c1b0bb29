import { z } from 'zod'
import { displayName, email, id, permission, time } from './common.ts'
import { endpoint } from './endpoint.ts'
import { newPassword } from './people.ts'

export const user = z
  .object({
    id: id('usr'),
    email: z.string(),
    name: z.string(),
    instanceAdmin: z.boolean(),
    totp: z.boolean(),
    mustChangePassword: z.boolean().describe('The password was generated and never changed'),
    createdAt: time,
  })
  .meta({ id: 'User' })

export const domainOfUser = z.object({
  id: id('dom'),
  slug: z.string(),
  name: z.string(),
  role: z.string(),
})

export const session = z
  .object({
    id: id('ses'),
    current: z.boolean(),
    createdAt: time,
    lastSeenAt: time,
    expiresAt: time.describe('When it ends whatever happens'),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  })
  .meta({ id: 'Session' })

/** How a request proved who it is. */
export const credential = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('session'),
    id: id('ses'),
    expiresAt: time,
    authenticatedAt: time.describe('When the password was last entered'),
  }),
  z.object({
    kind: z.literal('key'),
    id: id('key'),
    secretId: z.string(),
    expiresAt: time.nullable(),
  }),
  z.object({ kind: z.literal('access-token'), id: z.string(), keyId: id('key'), expiresAt: time }),
])

export const me = z
  .object({
    credential,
    user: user.nullable().describe('The person, or the user a key acts as'),
    key: z
      .object({ id: id('key'), name: z.string(), kind: z.string(), masked: z.string() })
      .nullable(),
    domain: z.object({ id: id('dom'), slug: z.string(), name: z.string() }).nullable(),
    domains: z.array(domainOfUser).describe('For a session: where the person is a member'),
    permissions: z.array(permission).describe('What the credential may do in `domain`'),
  })
  .meta({ id: 'Me' })

const totpCode = z.string().trim().min(6).max(40)
const currentPassword = z.string().min(1).max(256)
const recoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

export const sessionEndpoints = {
  signIn: endpoint({
    id: 'session.signIn',
    method: 'POST',
    path: '/v1/session',
    summary: 'Sign in; the session travels in an HttpOnly cookie',
    access: { kind: 'public' },
    body: z.strictObject({ email, password: currentPassword, totp: totpCode.optional() }),
    responses: { 200: z.object({ user, domains: z.array(domainOfUser) }) },
    errors: ['LOGIN_FAILED', 'TOTP_REQUIRED', 'LOGIN_THROTTLED'],
  }),
  signOut: endpoint({
    id: 'session.signOut',
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Sign out',
    access: { kind: 'session' },
    responses: { 204: null },
  }),
  reauthenticate: endpoint({
    id: 'session.reauthenticate',
    method: 'POST',
    path: '/v1/session/reauthenticate',
    summary: 'Enter the password again; sensitive actions are then open for five minutes',
    access: { kind: 'session' },
    body: z.strictObject({ password: currentPassword, totp: totpCode.optional() }),
    responses: { 200: z.object({ authenticatedAt: time, freshUntil: time }) },
    errors: ['LOGIN_FAILED', 'TOTP_REQUIRED', 'LOGIN_THROTTLED'],
  }),
  list: endpoint({
    id: 'sessions.list',
    method: 'GET',
    path: '/v1/sessions',
    summary: 'My sessions',
    access: { kind: 'session' },
    responses: { 200: z.object({ items: z.array(session) }) },
  }),
  end: endpoint({
    id: 'sessions.end',
    method: 'DELETE',
    path: '/v1/sessions/{id}',
    summary: 'End one of my sessions',
    access: { kind: 'session' },
    params: z.object({ id: id('ses') }),
    responses: { 204: null },
    errors: ['SESSION_NOT_FOUND'],
  }),
  endOthers: endpoint({
    id: 'sessions.endOthers',
    method: 'DELETE',
    path: '/v1/sessions',
    summary: 'End all my sessions but this one',
    access: { kind: 'session' },
    responses: { 200: z.object({ ended: z.number().int() }) },
  }),
}

export const meEndpoints = {
  read: endpoint({
    id: 'me.read',
    method: 'GET',
    path: '/v1/me',
    summary: 'Who am I, by which credential, and what may I do',
    access: { kind: 'credential' },
    query: z.object({
      domain: z.string().max(64).optional().describe('For a session: which domain'),
    }),
    responses: { 200: me },
    errors: ['DOMAIN_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'me.update',
    method: 'PATCH',
    path: '/v1/me',
    summary: 'Change my name',
    access: { kind: 'session' },
    body: z.strictObject({ name: displayName }),
    responses: { 200: user },
  }),
  changePassword: endpoint({
    id: 'me.changePassword',
    method: 'POST',
    path: '/v1/me/password',
    summary: 'Change my password; all other sessions end',
    access: { kind: 'session' },
    body: z.strictObject({ currentPassword, newPassword }),
    responses: { 204: null },
    errors: ['LOGIN_FAILED', 'LOGIN_THROTTLED'],
  }),
  startTotp: endpoint({
    id: 'me.startTotp',
    method: 'POST',
    path: '/v1/me/totp',
    summary: 'Begin two-step sign-in: a secret for the authenticator app (RFC 6238)',
    access: { kind: 'session', fresh: true },
    responses: { 200: z.object({ secret: z.string(), uri: z.string() }) },
    errors: ['TOTP_ALREADY_ON'],
  }),
  confirmTotp: endpoint({
    id: 'me.confirmTotp',
    method: 'POST',
    path: '/v1/me/totp/confirm',
    summary: 'Turn two-step sign-in on with a first code; the recovery codes are shown once',
    access: { kind: 'session', fresh: true },
    body: z.strictObject({ code: totpCode }),
    responses: { 200: recoveryCodes },
    errors: ['TOTP_NOT_ON', 'TOTP_ALREADY_ON', 'TOTP_INVALID'],
  }),
  stopTotp: endpoint({
    id: 'me.stopTotp',
    method: 'DELETE',
    path: '/v1/me/totp',
    summary: 'Turn two-step sign-in off',
    access: { kind: 'session', fresh: true },
    responses: { 204: null },
    errors: ['TOTP_NOT_ON'],
  }),
  renewRecoveryCodes: endpoint({
    id: 'me.renewRecoveryCodes',
    method: 'POST',
    path: '/v1/me/totp/recovery-codes',
    summary: 'New recovery codes; the old ones stop working',
    access: { kind: 'session', fresh: true },
    responses: { 200: recoveryCodes },
    errors: ['TOTP_NOT_ON'],
  }),
}
