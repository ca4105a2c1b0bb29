import type { ApisTable } from '../apis/apis.table.ts'
import type { AuditEventsTable, AuditHeadsTable } from '../audit/audit.table.ts'
import type { ContentMediaTable, MediaLeftoversTable } from '../content/media/media.table.ts'
import type {
  ContentDeletionsTable,
  ContentEventsTable,
  ContentHeadsTable,
  ContentObjectsTable,
  ContentReferencesTable,
  ContentValuesTable,
  ContentVersionsTable,
} from '../content/objects/objects.table.ts'
import type { ContentSearchTable } from '../content/search/search.table.ts'
import type {
  ContentDroppedTypesTable,
  ContentTypesTable,
} from '../content/types/content-types.table.ts'
import type { DomainsTable } from '../domains/domains.table.ts'
import type { IdempotencyTable } from '../idempotency/idempotency.table.ts'
import type { KeysTable, KeyTermsTable, SecretsTable } from '../keys/keys.table.ts'
import type { PanelDevicesTable, PanelsTable } from '../panels/panels.table.ts'
import type { RolesTable } from '../roles/roles.table.ts'
import type {
  KnownAddressesTable,
  LoginFailuresTable,
  SessionsTable,
} from '../sessions/sessions.table.ts'
import type { AssertionIdsTable, SharedSecretsTable } from '../shared-secret/shared-secret.table.ts'
import type {
  KeyUsageTable,
  LateAcceptsTable,
  SecretUsageTable,
  UsageBucketsTable,
} from '../usage/usage.table.ts'
import type {
  InvitationsTable,
  MembershipsTable,
  RecoveryCodesTable,
  UsersTable,
} from '../users/users.table.ts'

/** Facts about the database itself: fingerprints of the key file. */
export interface MetaTable {
  name: string
  value: string
}

/** All tables. Times are epoch milliseconds, states nullable times, JSON and ids text, flags 0 or 1. */
export interface Tables {
  meta: MetaTable
  domains: DomainsTable
  users: UsersTable
  recovery_codes: RecoveryCodesTable
  memberships: MembershipsTable
  invitations: InvitationsTable
  roles: RolesTable
  sessions: SessionsTable
  login_failures: LoginFailuresTable
  known_addresses: KnownAddressesTable
  keys: KeysTable
  key_terms: KeyTermsTable
  secrets: SecretsTable
  key_usage: KeyUsageTable
  secret_usage: SecretUsageTable
  usage_buckets: UsageBucketsTable
  late_accepts: LateAcceptsTable
  shared_secrets: SharedSecretsTable
  assertion_ids: AssertionIdsTable
  apis: ApisTable
  audit_events: AuditEventsTable
  audit_heads: AuditHeadsTable
  idempotency: IdempotencyTable
  content_types: ContentTypesTable
  content_dropped_types: ContentDroppedTypesTable
  content_objects: ContentObjectsTable
  content_versions: ContentVersionsTable
  content_deletions: ContentDeletionsTable
  content_values: ContentValuesTable
  content_references: ContentReferencesTable
  content_events: ContentEventsTable
  content_heads: ContentHeadsTable
  content_media: ContentMediaTable
  content_search: ContentSearchTable
  media_leftovers: MediaLeftoversTable
  panels: PanelsTable
  panel_devices: PanelDevicesTable
}
