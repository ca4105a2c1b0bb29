import type { Actor, Domain } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Tx } from '../db/engine.ts'
import type { Foundation } from '../foundation.ts'
import { difference } from '../lib/difference.ts'
import type { RolesService } from '../roles/roles.service.ts'
import { targetOf } from './account.view.ts'
import type { Ceiling } from './ceiling.ts'
import type { InvitationsService } from './invitations.service.ts'
import { auditView } from './member.view.ts'
import {
  deleteMembership,
  findMember,
  hasOtherAdmin,
  insertMembership,
  type MemberRecord,
  setMembership,
} from './members.store.ts'
import type { UserRow } from './users.table.ts'

/** What can be changed of a membership. */
export interface MembershipChange {
  role?: string | undefined
  suspended?: boolean | undefined
}

/**
 * Who belongs to a domain, and as what: the one place that both the domain's page and the team's
 * write through. All of it runs in a transaction that has the domain locked.
 */
export interface MembershipsService {
  /** Throws ROLE_NOT_FOUND, ESCALATION, EMAIL_TAKEN for somebody who is a member already. */
  add(
    tx: Tx,
    actor: Actor,
    domain: Domain,
    user: UserRow,
    given: { role: string; ceiling: Ceiling },
  ): Promise<void>
  /** Throws USER_NOT_FOUND, ROLE_NOT_FOUND, ESCALATION (for the old role and the new), LAST_ADMIN. */
  change(
    tx: Tx,
    actor: Actor,
    domain: Domain,
    userId: string,
    given: { change: MembershipChange; ceiling: Ceiling; ifMatch?: number | undefined },
  ): Promise<void>
  /** Takes somebody out, with their open invitations to the domain. Throws as `change` does. */
  remove(
    tx: Tx,
    actor: Actor,
    domain: Domain,
    userId: string,
    given: { ceiling: Ceiling; ifMatch?: number | undefined },
  ): Promise<void>
}

/** Makes the memberships service. */
export function createMembershipsService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  roles: Pick<RolesService, 'permissionsOf'>
  invitations: Pick<InvitationsService, 'withdrawAll'>
}): MembershipsService {
  const { audit, roles, invitations } = parts
  const { database, clock } = parts.foundation

  async function requireRole(tx: Tx, domain: Domain, role: string, ceiling: Ceiling) {
    const permissions = await roles.permissionsOf(tx, domain.id, role)
    if (!permissions) throw new AppError('ROLE_NOT_FOUND')
    ceiling(permissions)
  }

  /** The membership as it is, if the actor could have given its role. */
  async function requireWithin(
    tx: Tx,
    domain: Domain,
    userId: string,
    { ceiling, ifMatch }: { ceiling: Ceiling; ifMatch?: number | undefined },
  ): Promise<MemberRecord> {
    const member = await findMember(tx, domain.id, userId)
    if (!member) throw new AppError('USER_NOT_FOUND')
    requireVersion(member.version, ifMatch)
    ceiling((await roles.permissionsOf(tx, domain.id, member.role)) ?? [])
    return member
  }

  async function requireAdminBeside(tx: Tx, member: MemberRecord) {
    if (!isActiveAdmin(member)) return
    if (await hasOtherAdmin(tx, member.domain_id, member.id)) return
    throw new AppError('LAST_ADMIN')
  }

  function announce(tx: Tx, domain: Domain, userId: string) {
    database.announce(tx, {
      kind: 'membership',
      domainId: domain.id,
      id: userId,
      at: clock.now(),
    })
  }

  return {
    async add(tx, actor, domain, user, { role, ceiling }) {
      await requireRole(tx, domain, role, ceiling)
      const now = clock.now()
      const row = {
        domain_id: domain.id,
        user_id: user.id,
        role,
        suspended_at: null,
        created_at: now,
        updated_at: now,
        version: 1,
      }
      if (!(await insertMembership(tx, row))) throw new AppError('EMAIL_TAKEN')
      announce(tx, domain, user.id)
      await audit.record(tx, actor, {
        chain: domain.id,
        action: 'member.added',
        target: targetOf(user),
        after: auditView(row),
      })
    },

    async change(tx, actor, domain, userId, { change, ceiling, ifMatch }) {
      const member = await requireWithin(tx, domain, userId, { ceiling, ifMatch })
      const { role = member.role, suspended = member.suspended_at !== null } = change
      if (role !== member.role) await requireRole(tx, domain, role, ceiling)
      const now = clock.now()
      const suspended_at = suspended ? (member.suspended_at ?? now) : null
      const changed = { ...member, role, suspended_at }
      const { before, after } = difference(auditView(member), auditView(changed))
      if (Object.keys(after).length === 0) return
      if (!isActiveAdmin(changed)) await requireAdminBeside(tx, member)
      await setMembership(tx, domain.id, userId, { role, suspended_at, updated_at: now })
      announce(tx, domain, userId)
      await audit.record(tx, actor, {
        chain: domain.id,
        action: 'member.updated',
        target: targetOf(member),
        before,
        after,
      })
    },

    async remove(tx, actor, domain, userId, given) {
      const member = await requireWithin(tx, domain, userId, given)
      await requireAdminBeside(tx, member)
      await deleteMembership(tx, domain.id, userId)
      announce(tx, domain, userId)
      // Else a link that was never used would lead them back in.
      await invitations.withdrawAll(tx, actor, domain, member.email)
      await audit.record(tx, actor, {
        chain: domain.id,
        action: 'member.removed',
        target: targetOf(member),
        before: auditView(member),
      })
    },
  }
}

function isActiveAdmin(member: MemberRecord): boolean {
  return member.role === 'ADMIN' && member.suspended_at === null && member.disabled_at === null
}
