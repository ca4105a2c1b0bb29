import type { Db } from '../db/engine.ts'

/** Everything that decides about a token, in one row. */
export type SecretLookupRow = Awaited<ReturnType<typeof findSecretsByDigest>>[number]

/**
 * The secrets with these digests, each with its key, the secret it was exchanged for, the user it
 * acts as and the roles of both. Only what can verify: refresh tokens and deleted domains are left out.
 */
export function findSecretsByDigest(db: Db, digests: readonly string[]) {
  return selectSecrets(db).where('secrets.digest', 'in', digests).execute()
}

/** The same by id. */
export function findSecretsById(db: Db, ids: readonly string[]) {
  return selectSecrets(db).where('secrets.id', 'in', ids).execute()
}

/** The newest secret of a key, tokens exchanged for its secrets left out. */
export function findNewestSecret(db: Db, keyId: string) {
  return selectSecrets(db)
    .where('secrets.key_id', '=', keyId)
    .where('secrets.kind', '=', 'key')
    .orderBy('secrets.created_at', 'desc')
    .orderBy('secrets.id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

function selectSecrets(db: Db) {
  return db
    .selectFrom('secrets')
    .innerJoin('keys', 'keys.id', 'secrets.key_id')
    .innerJoin('domains', 'domains.id', 'keys.domain_id')
    .leftJoin('secrets as parents', 'parents.id', 'secrets.parent_id')
    .leftJoin('roles as key_roles', join =>
      join
        .onRef('key_roles.domain_id', '=', 'keys.domain_id')
        .onRef('key_roles.name', '=', 'keys.role'),
    )
    .leftJoin('users as subjects', 'subjects.id', 'keys.acts_as')
    .leftJoin('memberships', join =>
      join
        .onRef('memberships.domain_id', '=', 'keys.domain_id')
        .onRef('memberships.user_id', '=', 'keys.acts_as'),
    )
    .leftJoin('roles as subject_roles', join =>
      join
        .onRef('subject_roles.domain_id', '=', 'keys.domain_id')
        .onRef('subject_roles.name', '=', 'memberships.role'),
    )
    .where('secrets.kind', 'in', ['key', 'access'])
    .where('domains.deleted_at', 'is', null)
    .select([
      'secrets.id as secret_id',
      'secrets.kind as credential',
      'secrets.digest',
      'secrets.pepper_version',
      'secrets.prefix',
      'secrets.last_four',
      'secrets.scopes as token_scopes',
      'secrets.created_at as secret_created_at',
      'secrets.expires_at as secret_expires_at',
      'secrets.revoked_at as secret_revoked_at',
      'secrets.parent_id',
      'parents.id as found_parent_id',
      'parents.expires_at as parent_expires_at',
      'parents.revoked_at as parent_revoked_at',
      'keys.id as key_id',
      'keys.domain_id',
      'keys.kind',
      'keys.name',
      'keys.role',
      'keys.scopes',
      'keys.acts_as',
      'keys.expires_at',
      'keys.disabled_at',
      'keys.revoked_at',
      'keys.ip_allow',
      'keys.metadata',
      'key_roles.permissions as role_permissions',
      'subjects.disabled_at as subject_disabled_at',
      'memberships.role as subject_role',
      'memberships.suspended_at as subject_suspended_at',
      'subject_roles.permissions as subject_role_permissions',
    ])
}

/** Stores the digest of a secret under a newer pepper; the row must still be as it was read. */
export async function setSecretDigest(
  db: Db,
  secret: { id: string; oldDigest: string; digest: string; pepperVersion: number },
): Promise<void> {
  await db
    .updateTable('secrets')
    .set({ digest: secret.digest, pepper_version: secret.pepperVersion })
    .where('id', '=', secret.id)
    .where('digest', '=', secret.oldDigest)
    .execute()
}
