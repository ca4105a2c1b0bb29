/** Last use of a key. The row is made with the key (0 = never), so that lists sort by it with an index. */
export interface KeyUsageTable {
  key_id: string
  domain_id: string
  last_used_at: number
  /** Address and user agent: of the last use that had one. */
  last_ip: string | null
  last_user_agent: string | null
}

export interface SecretUsageTable {
  secret_id: string
  last_used_at: number
}

/** Counts of verifications per minute. `key_id` and `secret_id` are empty where no key was found. */
export interface UsageBucketsTable {
  domain_id: string
  key_id: string
  secret_id: string
  outcome: string
  /** Start of the minute, epoch milliseconds. */
  minute: number
  count: number
}

export interface LateAcceptsTable {
  domain_id: string
  key_id: string
  node: string
  accepted_at: number
  changed_at: number
}
