/** The names of the roles that every domain has. */
export type BuiltInRoleName = 'ADMIN' | 'EDITOR' | 'READONLY'

/** A role that every domain has and none can change. */
export interface BuiltInRole {
  readonly description: string
  readonly permissions: readonly string[]
}

/** The roles that every domain has, by name. */
export const BUILT_IN_ROLES: Readonly<Record<BuiltInRoleName, BuiltInRole>> = {
  ADMIN: {
    description: 'May do everything in the domain.',
    permissions: ['*:*'],
  },
  EDITOR: {
    description: 'Writes content, and makes keys for integrations of their own.',
    permissions: [
      'content.*:*',
      'backoffice.domains:read',
      'backoffice.users:read',
      'backoffice.roles:read',
      'backoffice.apis:read',
      'backoffice.keys.own:*',
    ],
  },
  READONLY: {
    description: 'May read everything in the domain and change nothing.',
    permissions: ['*:read'],
  },
}

/** What everybody may do in a domain without a credential, as long as it does not protect delivery: read what is published. */
export const PUBLIC_PERMISSIONS: readonly string[] = ['content.*:read']
