import { z } from 'zod'
import {
  displayName,
  domainIdParams,
  domainParams,
  email,
  id,
  page,
  pageQuery,
  queryFlag,
  time,
  wholeNumber,
} from './common.ts'
import { endpoint } from './endpoint.ts'
import { roleName } from './roles.ts'

/** A new password; long beats complicated (NIST SP 800-63B section 3.1.1). */
export const newPassword = z.string().min(12).max(256)

export const member = z
  .object({
    id: id('usr'),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    disabled: z.boolean().describe('Whether the person is locked out of the whole instance'),
    suspended: z.boolean().describe('Whether the membership in this domain is suspended'),
    totp: z.boolean(),
    keys: z.number().int().describe('Keys of the domain, not revoked, that act as this user'),
    lastLoginAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Member' })

export const invitation = z
  .object({
    id: id('inv'),
    email: z.string(),
    domain: z.object({ id: id('dom'), slug: z.string(), name: z.string() }),
    role: z.string(),
    createdAt: time,
    createdBy: z.string().nullable(),
    expiresAt: time,
    state: z.enum(['pending', 'accepted', 'expired', 'withdrawn']),
  })
  .meta({ id: 'Invitation' })

/** The link is given once; `mailed` says whether it was also sent by e-mail. */
export const madeInvitation = z
  .object({ invitation, link: z.string(), mailed: z.boolean() })
  .meta({ id: 'MadeInvitation' })

const invitationToken = z.strictObject({ token: z.string().min(10).max(200) })

export const userEndpoints = {
  list: endpoint({
    id: 'users.list',
    method: 'GET',
    path: '/v1/domains/{domain}/users',
    summary: 'Users of the domain',
    access: { kind: 'domain', permission: 'backoffice.users:read' },
    params: domainParams,
    query: pageQuery.extend({ search: z.string().max(100).optional() }),
    responses: { 200: page(member) },
  }),
  add: endpoint({
    id: 'users.add',
    method: 'POST',
    path: '/v1/domains/{domain}/users',
    summary: 'Add somebody who already has an account on this instance',
    access: { kind: 'domain', permission: 'backoffice.users:create', person: true },
    params: domainParams,
    body: z.strictObject({ email, role: roleName }),
    responses: { 201: member },
    errors: ['USER_NOT_FOUND', 'EMAIL_TAKEN', 'ROLE_NOT_FOUND', 'ESCALATION'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'users.read',
    method: 'GET',
    path: '/v1/domains/{domain}/users/{id}',
    summary: 'One user of the domain',
    access: { kind: 'domain', permission: 'backoffice.users:read' },
    params: domainIdParams('usr'),
    responses: { 200: member },
    errors: ['USER_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'users.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}/users/{id}',
    summary: 'Change role or suspend; keys that act as the user follow at once',
    access: { kind: 'domain', permission: 'backoffice.users:update' },
    params: domainIdParams('usr'),
    body: z.strictObject({ role: roleName.optional(), suspended: z.boolean().optional() }),
    responses: { 200: member },
    errors: ['USER_NOT_FOUND', 'ROLE_NOT_FOUND', 'ESCALATION', 'LAST_ADMIN'],
    ifMatch: true,
  }),
  remove: endpoint({
    id: 'users.remove',
    method: 'DELETE',
    path: '/v1/domains/{domain}/users/{id}',
    summary: 'Take somebody out of the domain; keys that act as them stop at once',
    access: { kind: 'domain', permission: 'backoffice.users:delete' },
    params: domainIdParams('usr'),
    responses: { 204: null },
    errors: ['USER_NOT_FOUND', 'LAST_ADMIN', 'ESCALATION'],
    ifMatch: true,
  }),
}

export const invitationEndpoints = {
  list: endpoint({
    id: 'invitations.list',
    method: 'GET',
    path: '/v1/domains/{domain}/invitations',
    summary: 'Invitations to the domain, newest first',
    access: { kind: 'domain', permission: 'backoffice.invitations:read' },
    params: domainParams,
    query: pageQuery.extend({ all: queryFlag.optional().describe('Also those no longer pending') }),
    responses: { 200: page(invitation) },
  }),
  create: endpoint({
    id: 'invitations.create',
    method: 'POST',
    path: '/v1/domains/{domain}/invitations',
    summary: 'Invite somebody by link, and by e-mail where SMTP is set',
    access: { kind: 'domain', permission: 'backoffice.invitations:create', person: true },
    params: domainParams,
    body: z.strictObject({
      email,
      role: roleName,
      expiresInDays: wholeNumber(1, 30).default(7),
    }),
    responses: { 201: madeInvitation },
    errors: ['EMAIL_TAKEN', 'ROLE_NOT_FOUND', 'ESCALATION'],
    idempotent: 'secret',
  }),
  withdraw: endpoint({
    id: 'invitations.withdraw',
    method: 'DELETE',
    path: '/v1/domains/{domain}/invitations/{id}',
    summary: 'Withdraw an invitation',
    access: { kind: 'domain', permission: 'backoffice.invitations:delete' },
    params: domainIdParams('inv'),
    responses: { 204: null },
    errors: ['INVITATION_NOT_FOUND'],
  }),
  lookup: endpoint({
    id: 'invitations.lookup',
    method: 'POST',
    path: '/v1/invitations/lookup',
    summary: 'What an invitation token is for',
    access: { kind: 'public' },
    body: invitationToken,
    responses: { 200: z.object({ invitation, accountExists: z.boolean() }) },
    errors: ['INVITATION_NOT_FOUND'],
  }),
  accept: endpoint({
    id: 'invitations.accept',
    method: 'POST',
    path: '/v1/invitations/accept',
    summary:
      'Accept an invitation; a new person chooses name and password, a known one gives theirs',
    access: { kind: 'public' },
    body: invitationToken.extend({
      name: displayName.optional(),
      password: z.string().min(1).max(256),
      totp: z.string().max(40).optional(),
    }),
    responses: { 200: z.object({ userId: id('usr'), domain: z.string() }) },
    errors: [
      'INVITATION_NOT_FOUND',
      'LOGIN_FAILED',
      'TOTP_REQUIRED',
      'LOGIN_THROTTLED',
      'EMAIL_TAKEN',
      'ROLE_NOT_FOUND',
    ],
  }),
}
