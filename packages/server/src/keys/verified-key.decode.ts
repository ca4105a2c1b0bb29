import { compileIpAllow, createLayer, type IpMatcher, type Layer } from '@keywright/core'
import { LRUCache } from 'lru-cache'
import { readJson } from '../lib/json.ts'
import { rolePermissions } from '../roles/role.ts'
import type { VerifiedKey } from '../verify/verified-key.ts'
import type { SecretLookupRow } from './secret-lookup.store.ts'

/** Decodes a row once, so that a decision is a map look-up. Throws where a column is not what this server writes. */
export function decodeVerifiedKey(row: SecretLookupRow): VerifiedKey {
  return {
    // First what every verification reads: neighbours in memory are read together.
    domainId: shared(row.domain_id),
    revokedAt: earliest(
      row.revoked_at,
      row.secret_revoked_at,
      row.parent_revoked_at,
      // A token whose secret is gone has nothing left to stand on.
      row.parent_id !== null && row.found_parent_id === null ? row.secret_created_at : null,
    ),
    endsAt: earliest(row.expires_at, row.secret_expires_at, row.parent_expires_at),
    disabledAt: row.disabled_at,
    subjectActive:
      row.acts_as === null ||
      (row.subject_role !== null &&
        row.subject_disabled_at === null &&
        row.subject_suspended_at === null),
    ipAllow: row.ip_allow === '[]' ? null : matcherOf(row.ip_allow),
    layers: shareStack(layersOf(row)),
    parentSecretId: row.parent_id,
    secretId: row.secret_id,
    keyId: row.key_id,
    actsAs: row.acts_as === null ? null : shared(row.acts_as),
    role: row.role === null ? null : shared(row.role),
    subjectRole: row.subject_role === null ? null : shared(row.subject_role),
    credential: row.credential === 'access' ? 'access' : 'key',
    kind: row.kind,
    name: row.name,
    prefix: shared(row.prefix),
    lastFour: row.last_four,
    expiresAt: row.expires_at,
    issuedAt: row.secret_created_at,
    tally: undefined,
    metadata: row.metadata === '{}' ? NO_METADATA : readJson<VerifiedKey['metadata']>(row.metadata),
  }
}

const NO_METADATA: VerifiedKey['metadata'] = Object.freeze({})

/** Role, scopes, subject, token: as in the permission model, always in this order. */
function layersOf(row: SecretLookupRow): Layer[] {
  const layers: Layer[] = []
  if (row.role !== null) {
    layers.push(createLayer('role', rolePermissions(row.role, row.role_permissions)))
  }
  // A key without a role and without a list must not borrow all rights of the user it acts as.
  if (row.scopes !== null || row.role === null) {
    layers.push(createLayer('scopes', readJson<string[]>(row.scopes ?? '[]')))
  }
  if (row.acts_as !== null) {
    const permissions =
      row.subject_role === null
        ? []
        : rolePermissions(row.subject_role, row.subject_role_permissions)
    layers.push(createLayer('subject', permissions))
  }
  if (row.token_scopes !== null) {
    layers.push(createLayer('token', readJson<string[]>(row.token_scopes)))
  }
  return layers
}

function earliest(...times: (number | null)[]): number | null {
  const given = times.filter(time => time !== null)
  return given.length === 0 ? null : Math.min(...given)
}

/** Rows repeat domains, roles and address lists: one copy of each serves all keys. */
const strings = new LRUCache<string, string>({ max: 20_000 })
const matchers = new LRUCache<string, IpMatcher>({ max: 2_000 })

function shared(text: string): string {
  const known = strings.get(text)
  if (known !== undefined) return known
  strings.set(text, text)
  return text
}

function matcherOf(list: string): IpMatcher {
  const known = matchers.get(list)
  if (known) return known
  const matcher = compileIpAllow(readJson<string[]>(list))
  matchers.set(list, matcher)
  return matcher
}

/** A stack of layers, and the stacks that go on from it. */
interface StackNode {
  stack: readonly Layer[]
  longer: WeakMap<Layer, StackNode>
}

const noLayers: StackNode = { stack: Object.freeze([]), longer: new WeakMap() }

/** Keys with the same layers share one stack, and with it everything worked out for that stack. */
function shareStack(layers: readonly Layer[]): readonly Layer[] {
  let node = noLayers
  for (const layer of layers) {
    let next = node.longer.get(layer)
    if (!next) {
      next = { stack: Object.freeze([...node.stack, layer]), longer: new WeakMap() }
      node.longer.set(layer, next)
    }
    node = next
  }
  return node.stack
}
