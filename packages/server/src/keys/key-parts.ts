import { createToken } from '@keywright/core'
import type { AccessService } from '../access/access.service.ts'
import { type Domain, type DomainActor, type Principal, userIdOf } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { createId } from '../lib/ids.ts'
import type { RoleLookup } from './key-grants.ts'
import { insertSecret } from './keys.store.ts'
import type { KeyRow } from './keys.table.ts'

/** What the keys feature works with. */
export interface KeyParts {
  foundation: Foundation
  audit: AuditService
  roles: RoleLookup
  access: Pick<AccessService, 'requireFresh'>
  sharedSecret: { reveal(actor: DomainActor): Promise<string> }
}

/** What happens in the transaction of a change of a key, before that is audited. */
export type Alongside = (tx: Tx) => Promise<void>

/** Makes a secret of a key and answers its token: the only time that it exists outside the client. */
export async function issueSecret(
  tx: Tx,
  { keyring, clock, randomBytes }: Foundation,
  domain: Domain,
  key: Pick<KeyRow, 'id' | 'kind'>,
): Promise<string> {
  const prefix = domain.settings.keyPrefix
  const token = createToken(prefix, randomBytes)
  const id = createId('sec')
  const revealable = key.kind === 'application' || domain.settings.revealableKeys
  const { digest, pepperVersion } = keyring.digest(token)
  await insertSecret(tx, {
    id,
    key_id: key.id,
    domain_id: domain.id,
    kind: 'key',
    parent_id: null,
    family_id: null,
    digest,
    pepper_version: pepperVersion,
    prefix,
    last_four: token.slice(-4),
    sealed: revealable ? keyring.seal(token, id) : null,
    scopes: null,
    created_at: clock.now(),
    expires_at: null,
    consumed_at: null,
    revoked_at: null,
  })
  return token
}

/** Who made something, as stored: a user, or the key of a program. */
export function makerOf(principal: Principal): { id: string | null; label: string } {
  if (principal.kind === 'session') return { id: principal.user.id, label: principal.user.email }
  if (principal.kind === 'key') return { id: principal.key.keyId, label: principal.key.name }
  return { id: null, label: principal.kind }
}

/** The ids that make a key the actor's own: as its maker, or as the user it acts as. */
export function ownersOf(principal: Principal): string[] {
  const { id } = makerOf(principal)
  const userId = userIdOf(principal)
  return [...new Set([id, userId])].filter(owner => owner !== null)
}

/** The key, if the actor may know of it at all; others' keys do not exist for an actor limited to its own. */
export function requireVisible<T extends KeyRow>(actor: DomainActor, row: T | undefined): T {
  if (!row || (actor.ownOnly && !isOwn(row, actor.principal))) throw new AppError('KEY_NOT_FOUND')
  return row
}

function isOwn(row: KeyRow, principal: Principal): boolean {
  return ownersOf(principal).some(owner => owner === row.created_by || owner === row.acts_as)
}
