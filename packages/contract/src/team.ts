import { z } from 'zod'
import { email, id, page, pageQuery, time, wholeNumber } from './common.ts'
import { endpoint } from './endpoint.ts'
import { invitation, madeInvitation, member } from './people.ts'
import { role, roleName } from './roles.ts'
import { session } from './sessions.ts'

export const teamMember = z
  .object({
    id: id('usr'),
    email: z.string(),
    name: z.string(),
    instanceAdmin: z.boolean(),
    disabled: z.boolean(),
    totp: z.boolean(),
    memberships: z.array(
      z.object({
        domain: z.object({ id: id('dom'), slug: z.string(), name: z.string() }),
        role: z.string(),
        suspended: z.boolean(),
        keys: z.number().int().describe('Keys of the domain, not revoked, that act as the person'),
      }),
    ),
    lastLoginAt: time.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'TeamMember' })

/** A domain of the instance, whoever its members are. */
export const instanceDomain = z
  .object({ id: id('dom'), slug: z.string(), name: z.string(), createdAt: time })
  .meta({ id: 'InstanceDomain' })

const teamParams = z.object({ id: id('usr') })
const domainName = z.string().min(1).max(64).describe('Slug or id of the domain')
const membershipParams = teamParams.extend({ domain: domainName })

export const teamEndpoints = {
  list: endpoint({
    id: 'team.list',
    method: 'GET',
    path: '/v1/team',
    summary: 'Everybody on this instance, with their domains',
    access: { kind: 'instance' },
    query: pageQuery.extend({ search: z.string().max(100).optional() }),
    responses: { 200: page(teamMember) },
  }),
  invite: endpoint({
    id: 'team.invite',
    method: 'POST',
    path: '/v1/team/invitations',
    summary: 'Invite somebody to one or more domains at once',
    access: { kind: 'instance' },
    body: z.strictObject({
      email,
      memberships: z
        .array(z.strictObject({ domain: domainName, role: roleName }))
        .min(1)
        .max(50),
      expiresInDays: wholeNumber(1, 30).default(7),
    }),
    responses: { 201: z.object({ items: z.array(madeInvitation) }) },
    errors: ['DOMAIN_NOT_FOUND', 'ROLE_NOT_FOUND', 'EMAIL_TAKEN'],
    idempotent: 'secret',
  }),
  invitations: endpoint({
    id: 'team.invitations',
    method: 'GET',
    path: '/v1/team/invitations',
    summary: 'Pending invitations to any domain, newest first',
    access: { kind: 'instance' },
    query: pageQuery,
    responses: { 200: page(invitation) },
  }),
  withdrawInvitation: endpoint({
    id: 'team.withdrawInvitation',
    method: 'DELETE',
    path: '/v1/team/invitations/{id}',
    summary: 'Withdraw an invitation to any domain',
    access: { kind: 'instance' },
    params: z.object({ id: id('inv') }),
    responses: { 204: null },
    errors: ['INVITATION_NOT_FOUND'],
  }),
  domains: endpoint({
    id: 'team.domains',
    method: 'GET',
    path: '/v1/team/domains',
    summary: 'Every domain of this instance, by slug',
    access: { kind: 'instance' },
    query: pageQuery,
    responses: { 200: page(instanceDomain) },
  }),
  roles: endpoint({
    id: 'team.roles',
    method: 'GET',
    path: '/v1/team/domains/{domain}/roles',
    summary: 'Roles of any domain, the built-in ones first',
    access: { kind: 'instance' },
    params: z.object({ domain: domainName }),
    query: pageQuery,
    responses: { 200: page(role) },
    errors: ['DOMAIN_NOT_FOUND'],
  }),
  read: endpoint({
    id: 'team.read',
    method: 'GET',
    path: '/v1/team/{id}',
    summary: 'One person, with their domains',
    access: { kind: 'instance' },
    params: teamParams,
    responses: { 200: teamMember },
    errors: ['USER_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'team.update',
    method: 'PATCH',
    path: '/v1/team/{id}',
    summary: 'Deactivate, reactivate, or change instance administration',
    access: { kind: 'instance', fresh: true },
    params: teamParams,
    body: z.strictObject({
      disabled: z.boolean().optional(),
      instanceAdmin: z.boolean().optional(),
    }),
    responses: { 200: teamMember },
    errors: ['USER_NOT_FOUND', 'LAST_ADMIN'],
    ifMatch: true,
  }),
  readMembership: endpoint({
    id: 'team.readMembership',
    method: 'GET',
    path: '/v1/team/{id}/memberships/{domain}',
    summary: 'What somebody is in a domain',
    access: { kind: 'instance' },
    params: membershipParams,
    responses: { 200: member },
    errors: ['USER_NOT_FOUND', 'DOMAIN_NOT_FOUND'],
  }),
  setMembership: endpoint({
    id: 'team.setMembership',
    method: 'PUT',
    path: '/v1/team/{id}/memberships/{domain}',
    summary: 'Give somebody a role in a domain; keys that act as them follow at once',
    access: { kind: 'instance' },
    params: membershipParams,
    body: z.strictObject({ role: roleName }),
    responses: { 200: member },
    errors: ['USER_NOT_FOUND', 'DOMAIN_NOT_FOUND', 'ROLE_NOT_FOUND', 'LAST_ADMIN'],
    ifMatch: true,
  }),
  removeMembership: endpoint({
    id: 'team.removeMembership',
    method: 'DELETE',
    path: '/v1/team/{id}/memberships/{domain}',
    summary: 'Take somebody out of a domain; keys that act as them stop at once',
    access: { kind: 'instance' },
    params: membershipParams,
    responses: { 204: null },
    errors: ['USER_NOT_FOUND', 'DOMAIN_NOT_FOUND', 'LAST_ADMIN'],
    ifMatch: true,
  }),
  sessions: endpoint({
    id: 'team.sessions',
    method: 'GET',
    path: '/v1/team/{id}/sessions',
    summary: 'Where somebody is signed in, the session used last first',
    access: { kind: 'instance' },
    params: teamParams,
    responses: { 200: z.object({ items: z.array(session) }) },
    errors: ['USER_NOT_FOUND'],
  }),
  endSession: endpoint({
    id: 'team.endSession',
    method: 'DELETE',
    path: '/v1/team/{id}/sessions/{session}',
    summary: 'Sign somebody out of one session, at once',
    access: { kind: 'instance' },
    params: teamParams.extend({ session: id('ses') }),
    responses: { 204: null },
    errors: ['USER_NOT_FOUND', 'SESSION_NOT_FOUND'],
  }),
}
