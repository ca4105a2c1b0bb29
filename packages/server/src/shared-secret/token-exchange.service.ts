import { JWT_BEARER_GRANT, type oauthEndpoints, type TokenResponse } from '@keywright/contract'
import {
  createLayer,
  createToken,
  holdsAll,
  isPermission,
  isWellFormedToken,
  type Layer,
  normalisePermissions,
  shownPermissions,
} from '@keywright/core'
import type { z } from 'zod'
import type { Actor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import { decodeDomain, decodeSettings } from '../domains/domain.ts'
import type { Foundation } from '../foundation.ts'
import type { SecretRow } from '../keys/keys.table.ts'
import { DAY, MINUTE, SECOND } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { readJson } from '../lib/json.ts'
import type { Verification, VerifiedKey, Verifier } from '../verify/verified-key.ts'
import {
  ASSERTION_MILLISECONDS,
  AssertionRefused,
  claimedDomain,
  verifyAssertion,
} from './assertion.ts'
import { audiencesOf } from './audiences.ts'
import {
  consumeRefreshToken,
  deleteExchangedTokens,
  findRefreshToken,
  insertExchangedTokens,
  isConsumed,
  revokeFamily,
} from './exchanged-tokens.store.ts'
import {
  deleteAssertionIds,
  findDomainWithSecrets,
  setSharedSecretUsed,
  takeAssertionId,
} from './shared-secret.store.ts'

type TokenRequest = z.output<typeof oauthEndpoints.token.body>

/** Exchanges proofs for short-lived tokens. */
export interface TokenExchange {
  /**
   * The token endpoint (RFC 6749 section 5, RFC 7523 section 2.1). Whatever is wrong with an
   * assertion or refresh token, the refusal is the same OAUTH_INVALID_GRANT; the log says why.
   */
  exchange(actor: Actor, request: TokenRequest): Promise<TokenResponse>
  /** Forgets assertions that cannot be accepted any more, and tokens that ended a day ago. */
  prune(now: number): Promise<void>
}

const ACCESS_MILLISECONDS = 15 * MINUTE
const FAMILY_MILLISECONDS = 30 * DAY

/** Node clocks differ: an assertion's id outlives the assertion by as much as clocks may be apart. */
const ASSERTION_ID_MILLISECONDS = 2 * ASSERTION_MILLISECONDS

/** What a pair of tokens is issued for. */
interface Issue {
  key: VerifiedKey
  keyPrefix: string
  /** The secret of the key that was exchanged; its tokens end with it. */
  parentId: string
  familyId: string
  /** When the family ends, however often it is refreshed: 30 days after the exchange that began it. */
  familyEndsAt: number
  /** What the refresh token carries on, and what this access token is narrowed to; null: nothing. */
  granted: string[] | null
  narrowed: string[] | null
}

/** Makes the token exchange. */
export function createTokenExchange(parts: {
  foundation: Foundation
  audit: AuditService
  verifier: Verifier
}): TokenExchange {
  const { foundation, audit, verifier } = parts
  const { config, database, keyring, clock, randomBytes, publicUrl } = foundation
  // Verified against when there is no such domain, so that the answer takes as long.
  const decoy = Buffer.from(randomBytes(32)).toString('base64url')

  async function byAssertion({ context }: Actor, assertion: string, scope: string | undefined) {
    const now = clock.now()
    const slug = claimedDomain(assertion)
    const found = await findDomainWithSecrets(database.db, storable(slug), now)
    const candidates = found?.secrets ?? []
    const secrets = candidates.map(({ id, sealed }) => keyring.open(sealed, id))
    const audiences = audiencesOf(publicUrl.current(), config.publicUrl !== undefined)
    const { claims, signedBy } = await verifyAssertion(
      assertion,
      secrets.length > 0 ? secrets : [decoy],
      { audiences, now },
    ).catch(refuseAssertion)
    const sharedSecret = candidates[signedBy]
    if (!found || !sharedSecret || claims.domain !== found.domain.slug) throw invalid('domain')

    const domain = decodeDomain(found.domain)
    const key = requireValid(
      await verifier.verify(domain.id, { token: claims.token, permissions: [], origin: context }),
    )
    if (key.credential !== 'key') throw invalid('an exchanged token cannot be exchanged')
    if (claims.key !== key.keyId && claims.key !== key.name) throw invalid('key')
    const granted = readScope(scope, key.layers)

    return database.write(async tx => {
      const expiresAt = claims.issuedAt + ASSERTION_ID_MILLISECONDS
      const taken = { domain_id: domain.id, jti: claims.jti, expires_at: expiresAt }
      if (!(await takeAssertionId(tx, taken))) throw invalid('jti')
      await setSharedSecretUsed(tx, sharedSecret.id, now)
      return issue(tx, {
        key,
        keyPrefix: domain.settings.keyPrefix,
        parentId: key.secretId,
        familyId: createId('sec'),
        familyEndsAt: now + FAMILY_MILLISECONDS,
        granted,
        narrowed: granted,
      })
    })
  }

  async function byRefreshToken(actor: Actor, token: string, scope: string | undefined) {
    const row = isWellFormedToken(token)
      ? await findRefreshToken(database.db, keyring.digests(token))
      : undefined
    const { parent_id: parentId, family_id: familyId } = row ?? {}
    if (!row || !parentId || !familyId) throw invalid('unknown refresh token')
    if (row.consumed_at !== null) return refuseReuse(actor, row, familyId)

    const key = requireValid(await verifier.authenticateSecret(parentId, actor.context))
    const granted = row.scopes === null ? null : readJson<string[]>(row.scopes)
    const narrowed = readScope(scope, withToken(key.layers, granted)) ?? granted
    const issued = await database.write(async tx => {
      if (!(await consumeRefreshToken(tx, row.id, clock.now()))) {
        if (await isConsumed(tx, row.id)) await revokeReused(tx, actor, row, familyId)
        return undefined
      }
      const { keyPrefix } = decodeSettings(row.domain_settings)
      // Every refresh token has an end, and hands it on: that way the first one's binds them all.
      const familyEndsAt = row.expires_at ?? clock.now()
      return issue(tx, { key, keyPrefix, parentId, familyId, familyEndsAt, granted, narrowed })
    })
    // Refused only now: the revocation must be committed.
    if (!issued) throw invalid('used, revoked or expired refresh token')
    return issued
  }

  async function refuseReuse(
    actor: Actor,
    row: SecretRow & { key_name: string },
    familyId: string,
  ): Promise<never> {
    await database.write(tx => revokeReused(tx, actor, row, familyId))
    throw invalid('reused refresh token')
  }

  /** One of two holders of a used token is a thief, and nobody can say which (RFC 9700 section 4.14.2). */
  async function revokeReused(
    tx: Tx,
    actor: Actor,
    row: SecretRow & { key_name: string },
    familyId: string,
  ) {
    const now = clock.now()
    let revoked = 0
    // An exchange that was under way adds to the family while the first round waits for it.
    for (let more = -1; more !== 0; revoked += more) more = await revokeFamily(tx, familyId, now)
    if (revoked === 0) return
    database.announce(tx, { kind: 'key', domainId: row.domain_id, id: row.key_id, at: now })
    await audit.record(tx, actor, {
      chain: row.domain_id,
      action: 'refreshToken.reused',
      target: { kind: 'key', id: row.key_id, label: row.key_name },
      after: { revokedTokens: revoked },
    })
  }

  async function issue(tx: Tx, wanted: Issue): Promise<TokenResponse> {
    const { key, granted, narrowed } = wanted
    const now = clock.now()
    const end = Math.min(key.endsAt ?? Number.POSITIVE_INFINITY, wanted.familyEndsAt)
    const access = make(wanted, 'access', Math.min(now + ACCESS_MILLISECONDS, end), narrowed)
    const refresh = make(wanted, 'refresh', end, granted)
    await insertExchangedTokens(tx, [access.row, refresh.row])
    return {
      access_token: access.token,
      token_type: 'Bearer',
      expires_in: Math.floor((access.row.expires_at - now) / SECOND),
      refresh_token: refresh.token,
      scope: shownPermissions(withToken(key.layers, narrowed)).join(' '),
    }
  }

  function make(
    { key, keyPrefix, parentId, familyId }: Issue,
    kind: 'access' | 'refresh',
    expiresAt: number,
    scopes: string[] | null,
  ) {
    const prefix = tokenPrefix(keyPrefix, kind)
    const token = createToken(prefix, randomBytes)
    const { digest, pepperVersion } = keyring.digest(token)
    const row = {
      id: createId('sec'),
      key_id: key.keyId,
      domain_id: key.domainId,
      kind,
      parent_id: parentId,
      family_id: familyId,
      digest,
      pepper_version: pepperVersion,
      prefix,
      last_four: token.slice(-4),
      sealed: null,
      scopes: scopes && JSON.stringify(scopes),
      created_at: clock.now(),
      expires_at: expiresAt,
      consumed_at: null,
      revoked_at: null,
    } satisfies SecretRow
    return { token, row }
  }

  return {
    async exchange(actor, request) {
      // RFC 6749 section 3.1: a parameter without a value counts as left out.
      const { grant_type: grant, assertion, refresh_token: token } = request
      const scope = request.scope || undefined
      if (grant === JWT_BEARER_GRANT) {
        return byAssertion(actor, required(assertion, 'assertion'), scope)
      }
      if (grant === 'refresh_token') {
        return byRefreshToken(actor, required(token, 'refresh_token'), scope)
      }
      throw new AppError('OAUTH_UNSUPPORTED_GRANT_TYPE')
    },

    async prune(now) {
      await deleteAssertionIds(database.db, now)
      await deleteExchangedTokens(database.db, now - DAY)
    },
  }
}

/** As in `kwat_…` and `kwrt_…`: what a leaked token is can be seen from its first letters. */
function tokenPrefix(keyPrefix: string, kind: 'access' | 'refresh'): string {
  return `${keyPrefix.slice(0, 14)}${kind === 'access' ? 'at' : 'rt'}`
}

function withToken(layers: readonly Layer[], scopes: string[] | null): readonly Layer[] {
  return scopes === null ? layers : [...layers, createLayer('token', scopes)]
}

/** The narrower scopes asked for, each of which must be held; null without any. */
function readScope(scope: string | undefined, layers: readonly Layer[]): string[] | null {
  const list = scope?.split(' ').filter(text => text !== '') ?? []
  if (list.length === 0) return null
  const wrong = list.filter(text => !isPermission(text))
  if (wrong.length > 0) throw new AppError('OAUTH_INVALID_SCOPE')
  const missing = holdsAll(layers, list)
  if (missing.length > 0) throw new AppError('OAUTH_INVALID_SCOPE', { missing })
  return normalisePermissions(list)
}

function requireValid({ outcome, key }: Verification): VerifiedKey {
  if (outcome !== 'VALID' || !key) throw invalid(outcome)
  return key
}

function required(value: string | undefined, name: string): string {
  if (!value) throw new AppError('OAUTH_INVALID_REQUEST', { detail: `${name} is missing.` })
  return value
}

function refuseAssertion(error: unknown): never {
  throw error instanceof AssertionRefused ? invalid(`assertion: ${error.message}`) : error
}

/** Texts that no slug can be are not asked for: the database may not even take them. */
function storable(slug: string | undefined): string {
  return slug !== undefined && /^[a-z0-9-]{1,63}$/.test(slug) ? slug : ''
}

function invalid(cause: string): AppError {
  return new AppError('OAUTH_INVALID_GRANT', { cause })
}
