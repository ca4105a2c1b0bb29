import { sql } from 'kysely'
import type { Engine, Tx } from '../engine.ts'
import type { Migration } from '../migration.ts'
import { table } from './table.ts'

/** The first schema: domains, people, roles, sessions, keys, usage, APIs and audit. */
export const initial: Migration = {
  name: '0001-initial',
  async up(tx, engine) {
    await createDomains(tx)
    await createPeople(tx)
    await createSessions(tx)
    await createKeys(tx, engine)
    await createUsage(tx, engine)
    await createSharedSecrets(tx)
    await createApis(tx)
    await createAudit(tx)
    for (const statement of engine.appendOnly('audit_events')) await sql.raw(statement).execute(tx)
  },
}

async function createDomains(tx: Tx) {
  await table(tx, 'meta', { name: 'text!', value: 'text!' }, ['name'])
  await table(
    tx,
    'domains',
    {
      id: 'text!',
      slug: 'text!',
      name: 'text!',
      settings: 'text!',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      deleted_at: 'bigint',
      version: 'bigint!',
    },
    ['id'],
  )
  await sql`create unique index domains_slug on domains (slug) where deleted_at is null`.execute(tx)
  await table(
    tx,
    'roles',
    {
      domain_id: 'text! > domains.id',
      name: 'text!',
      description: 'text!',
      permissions: 'text!',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      version: 'bigint!',
    },
    ['domain_id', 'name'],
  )
}

async function createPeople(tx: Tx) {
  await table(
    tx,
    'users',
    {
      id: 'text!',
      email: 'text!',
      name: 'text!',
      password_hash: 'text!',
      must_change_password: 'bigint!',
      totp_sealed: 'text',
      totp_confirmed_at: 'bigint',
      totp_last_step: 'bigint',
      instance_admin: 'bigint!',
      disabled_at: 'bigint',
      last_login_at: 'bigint',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      version: 'bigint!',
    },
    ['id'],
  )
  await sql`create unique index users_email on users (email)`.execute(tx)
  await table(
    tx,
    'recovery_codes',
    { user_id: 'text! > users.id', digest: 'text!', used_at: 'bigint' },
    ['user_id', 'digest'],
  )
  await table(
    tx,
    'memberships',
    {
      domain_id: 'text! > domains.id',
      user_id: 'text! > users.id',
      role: 'text!',
      suspended_at: 'bigint',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      version: 'bigint!',
    },
    ['domain_id', 'user_id'],
  )
  await sql`create index memberships_user on memberships (user_id)`.execute(tx)
  await table(
    tx,
    'invitations',
    {
      id: 'text!',
      domain_id: 'text! > domains.id',
      email: 'text!',
      role: 'text!',
      digest: 'text!',
      created_by: 'text',
      created_at: 'bigint!',
      expires_at: 'bigint!',
      accepted_at: 'bigint',
      withdrawn_at: 'bigint',
    },
    ['id'],
  )
  await sql`create unique index invitations_digest on invitations (digest)`.execute(tx)
  await sql`create index invitations_domain on invitations (domain_id, created_at)`.execute(tx)
}

async function createSessions(tx: Tx) {
  await table(
    tx,
    'sessions',
    {
      id: 'text!',
      user_id: 'text! > users.id',
      digest: 'text!',
      created_at: 'bigint!',
      last_seen_at: 'bigint!',
      authenticated_at: 'bigint!',
      expires_at: 'bigint!',
      ended_at: 'bigint',
      ip: 'text',
      user_agent: 'text',
    },
    ['id'],
  )
  await sql`create unique index sessions_digest on sessions (digest)`.execute(tx)
  await sql`create index sessions_user on sessions (user_id, created_at)`.execute(tx)
  await table(
    tx,
    'login_failures',
    { subject: 'text!', failures: 'bigint!', first_at: 'bigint!', last_at: 'bigint!' },
    ['subject'],
  )
  await sql`create index login_failures_last on login_failures (last_at)`.execute(tx)
  await table(
    tx,
    'known_addresses',
    { user_id: 'text! > users.id', ip: 'text!', last_at: 'bigint!' },
    ['user_id', 'ip'],
  )
  await table(
    tx,
    'idempotency',
    {
      id: 'text!',
      request_hash: 'text!',
      answer: 'text',
      created_at: 'bigint!',
      expires_at: 'bigint!',
    },
    ['id'],
  )
  await sql`create index idempotency_expiry on idempotency (expires_at)`.execute(tx)
}

async function createKeys(tx: Tx, engine: Engine) {
  await table(
    tx,
    'keys',
    {
      id: 'text!',
      domain_id: 'text! > domains.id',
      kind: 'text!',
      name: 'text!',
      description: 'text!',
      role: 'text',
      scopes: 'text',
      access: 'text!',
      acts_as: 'text > users.id',
      created_by: 'text',
      created_by_label: 'text',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      expires_at: 'bigint',
      disabled_at: 'bigint',
      revoked_at: 'bigint',
      revoked_reason: 'text',
      ip_allow: 'text!',
      metadata: 'text!',
      version: 'bigint!',
    },
    ['id'],
  )
  await sql`create index keys_created on keys (domain_id, created_at, id)`.execute(tx)
  await sql`create index keys_name on keys (domain_id, name ${engine.bytewise}, id)`.execute(tx)
  await sql`create index keys_expiry on keys (domain_id, (coalesce(expires_at, 9007199254740991)), id)`.execute(
    tx,
  )
  await sql`create index keys_role on keys (domain_id, role, created_at)`.execute(tx)
  await sql`create index keys_access on keys (domain_id, access, created_at, id)`.execute(tx)
  await sql`create index keys_acts_as on keys (acts_as, domain_id, created_at)`.execute(tx)
  await sql`create index keys_created_by on keys (created_by, domain_id, created_at)`.execute(tx)
  await sql`create index keys_revoked on keys (domain_id, created_at) where revoked_at is not null`.execute(
    tx,
  )
  await sql`create index keys_disabled on keys (domain_id, created_at) where disabled_at is not null`.execute(
    tx,
  )
  await sql`create index keys_application on keys (domain_id, created_at) where kind = 'application'`.execute(
    tx,
  )
  await table(tx, 'key_terms', { domain_id: 'text!', term: 'text!', key_id: 'text! > keys.id' }, [
    'key_id',
    'term',
  ])
  await sql`create index key_terms_term on key_terms (domain_id, term ${engine.bytewise}, key_id)`.execute(
    tx,
  )
  await table(
    tx,
    'secrets',
    {
      id: 'text!',
      key_id: 'text! > keys.id',
      domain_id: 'text!',
      kind: 'text!',
      parent_id: 'text',
      family_id: 'text',
      digest: 'text!',
      pepper_version: 'bigint!',
      prefix: 'text!',
      last_four: 'text!',
      sealed: 'text',
      scopes: 'text',
      created_at: 'bigint!',
      expires_at: 'bigint',
      consumed_at: 'bigint',
      revoked_at: 'bigint',
    },
    ['id'],
  )
  await sql`create unique index secrets_digest on secrets (digest)`.execute(tx)
  await sql`create index secrets_key on secrets (key_id, kind, created_at)`.execute(tx)
  await sql`create index secrets_parent on secrets (parent_id) where parent_id is not null`.execute(
    tx,
  )
  await sql`create index secrets_family on secrets (family_id) where family_id is not null`.execute(
    tx,
  )
  await sql`create index secrets_exchanged on secrets (expires_at) where kind <> 'key'`.execute(tx)
}

/** Written all the time, so each table is one tree with as few indexes as its readers can do with. */
async function createUsage(tx: Tx, engine: Engine) {
  await table(
    tx,
    'key_usage',
    {
      key_id: 'text! > keys.id',
      domain_id: 'text!',
      last_used_at: 'bigint!',
      last_ip: 'text',
      last_user_agent: 'text',
    },
    ['key_id'],
    engine.clustered,
  )
  await sql`create index key_usage_last on key_usage (domain_id, last_used_at, key_id)`.execute(tx)
  await table(
    tx,
    'secret_usage',
    { secret_id: 'text!', last_used_at: 'bigint!' },
    ['secret_id'],
    engine.clustered,
  )
  await table(
    tx,
    'usage_buckets',
    {
      domain_id: 'text!',
      key_id: 'text!',
      secret_id: 'text!',
      outcome: 'text!',
      minute: 'bigint!',
      count: 'bigint!',
    },
    ['domain_id', 'minute', 'key_id', 'secret_id', 'outcome'],
    engine.clustered,
  )
  await sql`create index usage_buckets_key on usage_buckets (key_id, minute)`.execute(tx)
  await table(
    tx,
    'late_accepts',
    {
      domain_id: 'text!',
      key_id: 'text!',
      node: 'text!',
      accepted_at: 'bigint!',
      changed_at: 'bigint!',
    },
    ['domain_id', 'key_id', 'node', 'accepted_at'],
  )
}

async function createSharedSecrets(tx: Tx) {
  await table(
    tx,
    'shared_secrets',
    {
      id: 'text!',
      domain_id: 'text! > domains.id',
      sealed: 'text!',
      created_at: 'bigint!',
      created_by: 'text',
      expires_at: 'bigint',
      last_used_at: 'bigint',
    },
    ['id'],
  )
  await sql`create unique index shared_secrets_current on shared_secrets (domain_id) where expires_at is null`.execute(
    tx,
  )
  await table(tx, 'assertion_ids', { domain_id: 'text!', jti: 'text!', expires_at: 'bigint!' }, [
    'domain_id',
    'jti',
  ])
}

async function createApis(tx: Tx) {
  await table(
    tx,
    'apis',
    {
      id: 'text!',
      domain_id: 'text! > domains.id',
      slug: 'text!',
      name: 'text!',
      description: 'text!',
      resources: 'text!',
      routes: 'text!',
      unmatched: 'text',
      created_at: 'bigint!',
      updated_at: 'bigint!',
      version: 'bigint!',
    },
    ['id'],
  )
  await sql`create unique index apis_slug on apis (domain_id, slug)`.execute(tx)
}

async function createAudit(tx: Tx) {
  await table(
    tx,
    'audit_events',
    {
      chain: 'text!',
      seq: 'bigint!',
      id: 'text!',
      at: 'bigint!',
      actor_kind: 'text!',
      actor_id: 'text',
      actor_label: 'text!',
      ip: 'text',
      user_agent: 'text',
      request_id: 'text',
      action: 'text!',
      target_kind: 'text!',
      target_id: 'text!',
      target_label: 'text!',
      before: 'text',
      after: 'text',
      previous_hash: 'text!',
      hash: 'text!',
    },
    ['chain', 'seq'],
  )
  await sql`create index audit_events_action on audit_events (chain, action, seq)`.execute(tx)
  await sql`create index audit_events_target on audit_events (chain, target_id, seq)`.execute(tx)
  await sql`create index audit_events_actor on audit_events (chain, actor_id, seq)`.execute(tx)
  await table(tx, 'audit_heads', { chain: 'text!', seq: 'bigint!', hash: 'text!', mac: 'text!' }, [
    'chain',
  ])
}
