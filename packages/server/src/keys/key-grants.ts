import type { EffectiveAccess, KeyExplanation } from '@keywright/contract'
import {
  createLayer,
  decide,
  effectivePermissions,
  explain,
  holdsAll,
  type Layer,
  TooManyPermissionsError,
} from '@keywright/core'
import { parseGrants, requireHeld } from '../access/grants.ts'
import { type DomainActor, userIdOf } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Db } from '../db/engine.ts'
import { rolePermissions } from '../roles/role.ts'
import { findSubject } from './keys.store.ts'

/** What a key is given: at least a role or a list of scopes. */
export interface Grants {
  role: string | null
  scopes: readonly string[] | null
  actsAs: string | null
}

/** A layer with words for people. */
export interface LabelledLayer extends Layer {
  label: string
  /** The role that the user it acts as has in the domain, while they are active there. */
  subjectRole?: string
  /** False for a user who left, is suspended or disabled. */
  active?: boolean
}

/** What this feature asks of roles. */
export interface RoleLookup {
  /** The permissions of a role of the domain; undefined when there is no such role. */
  permissionsOf(db: Db, domainId: string, name: string): Promise<readonly string[] | undefined>
}

/** The layers of a key with these grants; refuses what does not exist, and an empty hand. */
export async function layersOf(
  db: Db,
  roles: RoleLookup,
  domainId: string,
  grants: Grants,
): Promise<LabelledLayer[]> {
  const { role, scopes, actsAs } = grants
  if (role === null && scopes === null) {
    throw new AppError('VALIDATION_FAILED', {
      errors: [{ pointer: '/scopes', message: 'Give a role, scopes, or both.' }],
    })
  }
  const layers: LabelledLayer[] = []
  if (role !== null) {
    const permissions = await roles.permissionsOf(db, domainId, role)
    if (!permissions) throw new AppError('ROLE_NOT_FOUND')
    layers.push({ ...createLayer('role', permissions), label: `role ${role}` })
  }
  if (scopes !== null) {
    const list = parseGrants(scopes, '/scopes')
    layers.push({ ...createLayer('scopes', list), label: 'scopes of the key' })
  }
  if (actsAs !== null) layers.push(await subjectLayer(db, domainId, actsAs))
  return layers
}

/**
 * Nobody makes, strengthens or takes over a key beyond themselves: the actor must hold all that the
 * key's own layers grant together, and may let it act as somebody else only with
 * `backoffice.users:impersonate`.
 */
export function requireCeiling(
  actor: DomainActor,
  actsAs: string | null,
  layers: readonly Layer[],
): void {
  if (actsAs !== null && actsAs !== userIdOf(actor.principal)) {
    if (!decide(actor.layers, 'backoffice.users:impersonate').allowed) {
      throw new AppError('IMPERSONATION_FORBIDDEN', { missing: ['backoffice.users:impersonate'] })
    }
  }
  requireHeld(actor, effectiveOf(ownLayers(layers)))
}

/** A key may only act as an active member of the domain. */
export async function requireSubject(
  db: Db,
  domainId: string,
  userId: string | null,
): Promise<void> {
  if (userId === null) return
  const subject = await findSubject(db, domainId, userId)
  if (!subject || !isActive(subject)) {
    throw new AppError('USER_NOT_FOUND', {
      detail: 'A key can only act as an active user of the domain.',
    })
  }
}

/** What the layers let through together, what each would cut, and what the actor lacks to save it. */
export function effectiveAccess(
  actor: DomainActor,
  layers: readonly LabelledLayer[],
): EffectiveAccess {
  const permissions = effectiveOf(layers)
  const cut = layers.flatMap(granting =>
    granting.permissions.permissions.flatMap(permission =>
      layers
        .filter(other => other !== granting && holdsAll([other], [permission]).length > 0)
        .map(other => ({ permission, layer: other.label })),
    ),
  )
  return {
    permissions,
    layers: layers.map(layer => ({
      name: layer.name,
      label: layer.label,
      permissions: [...layer.permissions.permissions],
    })),
    cut,
    notHeld: holdsAll(actor.layers, effectiveOf(ownLayers(layers))),
  }
}

/** Why the layers let a permission through or not, in words. */
export function explainLayers(
  layers: readonly LabelledLayer[],
  permission: string,
): Omit<KeyExplanation, 'outcome' | 'route'> {
  const { allowed, layers: explained, refusedBy } = explain(layers, permission)
  const labelled = explained.map((layer, index) => ({
    name: layer.name,
    label: layers[index]?.label ?? layer.name,
    allowed: layer.allowed,
    matched: [...layer.matched],
    missing: [...layer.missing],
  }))
  const refusing = refusedBy === undefined ? undefined : labelled[refusedBy]
  return {
    allowed,
    permission,
    layers: labelled,
    refusedBy: refusing?.label ?? null,
    sentence: refusing
      ? `Refused: ${refusing.missing.join(', ')} is not granted by the ${refusing.label}.`
      : `Allowed: every layer grants ${permission}.`,
  }
}

/** A key whose access nobody could list is not one that anybody should hold. */
function effectiveOf(layers: readonly Layer[]): string[] {
  try {
    return effectivePermissions(layers)
  } catch (error) {
    if (!(error instanceof TooManyPermissionsError)) throw error
    throw new AppError('VALIDATION_FAILED', {
      errors: [{ pointer: '/scopes', message: `${error.message}: use fewer wildcards.` }],
    })
  }
}

/** The layers that belong to the key itself, without the user it acts as. */
function ownLayers(layers: readonly Layer[]): Layer[] {
  return layers.filter(layer => layer.name !== 'subject')
}

async function subjectLayer(db: Db, domainId: string, userId: string): Promise<LabelledLayer> {
  const subject = await findSubject(db, domainId, userId)
  if (!subject) {
    return { ...createLayer('subject', []), label: 'user who left the domain', active: false }
  }
  const active = isActive(subject)
  const permissions = active ? rolePermissions(subject.role, subject.permissions) : []
  const standing = active ? subject.role : 'inactive'
  const label = `user ${subject.email} (${standing})`
  return {
    ...createLayer('subject', permissions),
    label,
    active,
    ...(active && { subjectRole: subject.role }),
  }
}

function isActive(subject: { disabled_at: number | null; suspended_at: number | null }): boolean {
  return subject.disabled_at === null && subject.suspended_at === null
}
