import { z } from 'zod'
import { description, domainParams, page, pageQuery, permission, time } from './common.ts'
import { endpoint } from './endpoint.ts'

/** The name of a role: its identity inside the domain, fixed once made. */
export const roleName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_-]{1,39}$/, '2 to 40 of A-Z, 0-9, _ and -, a letter first.')

export const role = z
  .object({
    name: roleName,
    description: z.string(),
    permissions: z.array(permission),
    builtIn: z.boolean(),
    users: z.number().int().describe('Users of the domain who have it'),
    keys: z.number().int().describe('Keys of the domain, not revoked, that have it'),
    createdAt: time.nullable(),
    updatedAt: time.nullable(),
  })
  .meta({ id: 'Role' })

export const resource = z
  .object({
    api: z.string(),
    resource: z.string().describe('Without the API in front, as in `article`'),
    permission: z.string().describe('With the API in front, as in `content.article`'),
    description: z.string(),
    actions: z.array(z.object({ name: z.string(), description: z.string() })),
  })
  .meta({ id: 'Resource' })

const roleParams = domainParams.extend({ name: roleName })
const permissions = z.array(permission).max(200)

export const roleEndpoints = {
  list: endpoint({
    id: 'roles.list',
    method: 'GET',
    path: '/v1/domains/{domain}/roles',
    summary: 'Roles, the built-in ones first',
    access: { kind: 'domain', permission: 'backoffice.roles:read' },
    params: domainParams,
    query: pageQuery,
    responses: { 200: page(role) },
  }),
  create: endpoint({
    id: 'roles.create',
    method: 'POST',
    path: '/v1/domains/{domain}/roles',
    summary: 'Make a role',
    access: { kind: 'domain', permission: 'backoffice.roles:create' },
    params: domainParams,
    body: z.strictObject({ name: roleName, description: description.optional(), permissions }),
    responses: { 201: role },
    errors: ['ROLE_EXISTS', 'ESCALATION'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'roles.read',
    method: 'GET',
    path: '/v1/domains/{domain}/roles/{name}',
    summary: 'One role',
    access: { kind: 'domain', permission: 'backoffice.roles:read' },
    params: roleParams,
    responses: { 200: role },
    errors: ['ROLE_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'roles.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}/roles/{name}',
    summary: 'Change a role; all its users and keys follow at once',
    access: { kind: 'domain', permission: 'backoffice.roles:update' },
    params: roleParams,
    body: z.strictObject({
      description: description.optional(),
      permissions: permissions.optional(),
    }),
    responses: { 200: role },
    errors: ['ROLE_NOT_FOUND', 'ROLE_BUILT_IN', 'ESCALATION'],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'roles.delete',
    method: 'DELETE',
    path: '/v1/domains/{domain}/roles/{name}',
    summary: 'Delete a role that nothing uses',
    access: { kind: 'domain', permission: 'backoffice.roles:delete' },
    params: roleParams,
    responses: { 204: null },
    errors: ['ROLE_NOT_FOUND', 'ROLE_BUILT_IN', 'ROLE_IN_USE', 'ESCALATION'],
    ifMatch: true,
  }),
  resources: endpoint({
    id: 'roles.resources',
    method: 'GET',
    path: '/v1/domains/{domain}/resources',
    summary: 'The permission matrix as data: every resource of every API, with its actions',
    access: {
      kind: 'domain',
      permission: 'backoffice.roles:read',
      own: 'backoffice.keys.own:create',
    },
    params: domainParams,
    responses: { 200: z.object({ items: z.array(resource) }) },
  }),
}
