import type { invitationEndpoints, Parsed } from '@keywright/contract'
import { createLayer, holdsAll } from '@keywright/core'
import type { Actor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import { createId } from '../lib/ids.ts'
import type { RolesService } from '../roles/roles.service.ts'
import { targetOf as targetOfUser } from './account.view.ts'
import { findUser, findUserByEmail } from './accounts.store.ts'
import { NO_CEILING } from './ceiling.ts'
import {
  auditView,
  type InvitationView,
  stateOf,
  targetOf,
  viewInvitation,
} from './invitation.view.ts'
import type { InvitationsService } from './invitations.service.ts'
import { type InvitationRecord, insertNewUser, setAccepted } from './invitations.store.ts'
import type { LoginService } from './login.service.ts'
import { findMember } from './members.store.ts'
import type { MembershipsService } from './memberships.service.ts'
import type { Passwords } from './passwords.ts'
import type { UserRow } from './users.table.ts'

type AcceptInvitation = Parsed<typeof invitationEndpoints.accept>['body']

/** What happens to an invitation in the hands of the one who was invited. */
export interface InvitationAcceptance {
  /** What a token is for. Throws INVITATION_NOT_FOUND for one that is not open. */
  lookup(token: string): Promise<{ invitation: InvitationView; accountExists: boolean }>
  /**
   * Makes the one who was invited a member: a new person with the name and password they choose, a
   * known one after proving who they are. Throws INVITATION_NOT_FOUND, ROLE_NOT_FOUND when the role
   * was deleted meanwhile, EMAIL_TAKEN for a member, and as `LoginService.prove` does.
   */
  accept(actor: Actor, input: AcceptInvitation): Promise<{ userId: string; domain: string }>
}

/** An invitation as it was before the password was looked at. */
interface Opened {
  token: string
  row: InvitationRecord
}

const MIN_PASSWORD_LENGTH = 12

/** Makes the service that accepts invitations. */
export function createInvitationAcceptance(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  roles: Pick<RolesService, 'permissionsOf'>
  domains: Pick<DomainsService, 'lockAll'>
  invitations: Pick<InvitationsService, 'findByToken' | 'withdrawAll'>
  memberships: Pick<MembershipsService, 'add'>
  login: LoginService
  passwords: Passwords
}): InvitationAcceptance {
  const { audit, roles, domains, invitations, memberships, login, passwords } = parts
  const { database, clock } = parts.foundation

  async function requireOpen(db: Db, token: string): Promise<InvitationRecord> {
    const row = await invitations.findByToken(db, token)
    const open = row !== undefined && stateOf(row, clock.now()) === 'pending'
    if (!open || !(await isVouchedFor(db, row))) throw new AppError('INVITATION_NOT_FOUND')
    return row
  }

  /**
   * Whether the one who invited could still do so: an invitation must not outlive the power behind
   * it, or somebody who is shown the door leaves another one open.
   */
  async function isVouchedFor(db: Db, row: InvitationRecord): Promise<boolean> {
    const { created_by, domain_id, role } = row
    if (created_by === null) return true
    const inviter = await findUser(db, created_by)
    if (!inviter || inviter.disabled_at !== null) return false
    if (inviter.instance_admin === 1) return true
    const member = await findMember(db, domain_id, created_by)
    if (!member || member.suspended_at !== null) return false
    const held = (await roles.permissionsOf(db, domain_id, member.role)) ?? []
    const given = (await roles.permissionsOf(db, domain_id, role)) ?? []
    return holdsAll([createLayer('role', held)], given).length === 0
  }

  async function join(tx: Tx, { context }: Actor, seen: Opened, user: UserRow) {
    const actor: Actor = { context, principal: { kind: 'proven', user } }
    const [domain] = await domains.lockAll(tx, [seen.row.domain_id])
    // Looked at again under the lock: it may have been withdrawn while the password was checked.
    const row = await requireOpen(tx, seen.token)
    const taken = domain && (await setAccepted(tx, row.id, clock.now()))
    if (!domain || !taken) throw new AppError('INVITATION_NOT_FOUND')
    await memberships.add(tx, actor, domain, user, { role: row.role, ceiling: NO_CEILING })
    await invitations.withdrawAll(tx, actor, domain, row.email)
    await audit.record(tx, actor, {
      chain: domain.id,
      action: 'invitation.accepted',
      target: targetOf(row),
      after: { ...auditView(row), userId: user.id },
    })
    return { userId: user.id, domain: domain.slug }
  }

  /** Makes the account and the membership; undefined when the account exists by now. */
  async function joinAsNew(actor: Actor, input: AcceptInvitation, seen: Opened) {
    const { name } = input
    const { email } = seen.row
    if (name === undefined) throw invalid('/name', 'Choose the name that others see.')
    if (input.password.length < MIN_PASSWORD_LENGTH) {
      throw invalid('/password', `At least ${MIN_PASSWORD_LENGTH} characters.`)
    }
    const password_hash = await passwords.hash(input.password)
    const now = clock.now()
    const user: UserRow = {
      id: createId('usr'),
      email,
      name,
      password_hash,
      must_change_password: 0,
      totp_sealed: null,
      totp_confirmed_at: null,
      totp_last_step: null,
      instance_admin: 0,
      disabled_at: null,
      last_login_at: null,
      created_at: now,
      updated_at: now,
      version: 1,
    }
    return database.write(async tx => {
      if (!(await insertNewUser(tx, user))) return undefined
      const joined = await join(tx, actor, seen, user)
      const proven: Actor = { ...actor, principal: { kind: 'proven', user } }
      await audit.record(tx, proven, {
        chain: INSTANCE_CHAIN,
        action: 'user.created',
        target: targetOfUser(user),
        after: { email, name },
      })
      return joined
    })
  }

  return {
    async lookup(token) {
      const row = await requireOpen(database.db, token)
      const user = await findUserByEmail(database.db, row.email)
      return {
        invitation: viewInvitation(row, clock.now()),
        accountExists: user !== undefined,
      }
    },

    async accept(actor, input) {
      const { token, password, totp } = input
      const seen = { token, row: await requireOpen(database.db, token) }
      const { email } = seen.row
      const known = await findUserByEmail(database.db, email)
      const joined = known ? undefined : await joinAsNew(actor, input, seen)
      if (joined) return joined
      return login.prove(actor, { email, password, totp }, (tx, user) =>
        join(tx, actor, seen, user),
      )
    },
  }
}

function invalid(pointer: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}
