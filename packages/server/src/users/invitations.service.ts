import { createToken, isWellFormedToken } from '@keywright/core'
import { z } from 'zod'
import type { Actor, Domain, DomainActor, SessionActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import { makerOf } from '../keys/key-parts.ts'
import { DAY } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import type { Mailer } from '../mail/mailer.ts'
import { type Page, type PageQuery, readAfter, toPage } from '../paging.ts'
import type { RolesService } from '../roles/roles.service.ts'
import { type Ceiling, ceilingOf } from './ceiling.ts'
import {
  auditView,
  type InvitationView,
  type MadeInvitation,
  targetOf,
  viewInvitation,
  withDomain,
} from './invitation.view.ts'
import { sendInvitations } from './invitation-mail.ts'
import {
  findInvitation,
  type InvitationRecord,
  insertInvitation,
  listInvitations,
  setAllWithdrawn,
  setWithdrawn,
} from './invitations.store.ts'
import { isMember } from './members.store.ts'
import type { InvitationRow } from './users.table.ts'

/** An invitation as it was made, with the token that is stored nowhere. */
export interface IssuedInvitation {
  row: InvitationRecord
  token: string
}

/** Invitations to domains. */
export interface InvitationsService {
  /** Newest first; `all` shows also those that are no longer open. */
  list(
    actor: DomainActor,
    query: PageQuery & { all?: boolean | undefined },
  ): Promise<Page<InvitationView>>
  /** Throws ROLE_NOT_FOUND, ESCALATION, and EMAIL_TAKEN for somebody who is a member already. */
  create(
    actor: DomainActor,
    input: { email: string; role: string; expiresInDays: number },
  ): Promise<MadeInvitation>
  /** The pending ones to all domains of the instance, newest first. */
  listEverywhere(query: PageQuery): Promise<Page<InvitationView>>
  /** Throws INVITATION_NOT_FOUND. */
  withdraw(actor: DomainActor, id: string): Promise<void>
  /** The same for those who administer the instance, whatever the domain. */
  withdrawAnywhere(actor: SessionActor, id: string): Promise<void>
  /** The same as `create` inside a larger transaction that has the domain locked; nothing is sent. */
  issue(
    tx: Tx,
    actor: Actor,
    domain: Domain,
    input: { email: string; role: string; expiresInDays: number; ceiling: Ceiling },
  ): Promise<IssuedInvitation>
  /** Sends one letter with all of these, which are for the same person. Call it after the commit. */
  deliver(actor: Actor, issued: readonly IssuedInvitation[]): Promise<MadeInvitation[]>
  /** Withdraws all open invitations of an address, as part of a larger change. */
  withdrawAll(tx: Tx, actor: Actor, domain: Domain, email: string): Promise<void>
  /** The invitation of a token, whatever became of it; undefined for one that never was. */
  findByToken(db: Db, token: string): Promise<InvitationRecord | undefined>
}

/** The prefix of invitation tokens: no domain's keys are taken for one. */
const TOKEN_PREFIX = 'kwi'
const LIST = 'invitations'
const afterTimeAndId = z.tuple([z.int(), z.string()])

/** Makes the invitations service. */
export function createInvitationsService(parts: {
  foundation: Foundation
  audit: AuditService
  roles: Pick<RolesService, 'permissionsOf'>
  domains: Pick<DomainsService, 'lockAll'>
  mailer: Mailer
}): InvitationsService {
  const { audit, roles, domains, mailer } = parts
  const { database, clock, keyring, randomBytes, publicUrl } = parts.foundation

  function record(
    tx: Tx,
    actor: Actor,
    row: InvitationRow,
    event: Pick<Parameters<AuditService['record']>[2], 'action' | 'before' | 'after'>,
  ) {
    return audit.record(tx, actor, { chain: row.domain_id, target: targetOf(row), ...event })
  }

  const withdrawAll: InvitationsService['withdrawAll'] = async (tx, actor, domain, email) => {
    for (const row of await setAllWithdrawn(tx, domain.id, email, clock.now())) {
      await record(tx, actor, row, { action: 'invitation.withdrawn', before: auditView(row) })
    }
  }

  const issue: InvitationsService['issue'] = async (tx, actor, domain, input) => {
    const { email, role, expiresInDays, ceiling } = input
    const permissions = await roles.permissionsOf(tx, domain.id, role)
    if (!permissions) throw new AppError('ROLE_NOT_FOUND')
    ceiling(permissions)
    if (await isMember(tx, domain.id, email)) throw new AppError('EMAIL_TAKEN')
    const token = createToken(TOKEN_PREFIX, randomBytes)
    const now = clock.now()
    const row: InvitationRow = {
      id: createId('inv'),
      domain_id: domain.id,
      email,
      role,
      digest: keyring.digest(token).digest,
      created_by: makerOf(actor.principal).id,
      created_at: now,
      expires_at: now + expiresInDays * DAY,
      accepted_at: null,
      withdrawn_at: null,
    }
    // The newest one counts: whoever was invited with the wrong role is simply invited again.
    await withdrawAll(tx, actor, domain, email)
    await insertInvitation(tx, row)
    await record(tx, actor, row, { action: 'invitation.created', after: auditView(row) })
    return { row: withDomain(row, domain), token }
  }

  const deliver: InvitationsService['deliver'] = async (actor, issued) => {
    const [first] = issued
    if (!first) return []
    // In the fragment, which browsers send to no server, so that it is in nobody's log.
    const linkTo = (token: string) => `${publicUrl.current()}/invite#${token}`
    const mailed = await sendInvitations(mailer, {
      to: first.row.email,
      from: nameOf(actor),
      expiresAt: first.row.expires_at,
      invitedTo: issued.map(({ row, token }) => ({
        domainName: row.domain_name,
        role: row.role,
        link: linkTo(token),
      })),
    })
    return issued.map(({ row, token }) => ({
      invitation: viewInvitation(row, clock.now()),
      link: linkTo(token),
      mailed,
    }))
  }

  async function withdrawOne(actor: Actor, id: string, domainId: string | undefined) {
    await database.write(async tx => {
      const row = await setWithdrawn(tx, domainId, id, clock.now())
      if (!row) throw new AppError('INVITATION_NOT_FOUND')
      await record(tx, actor, row, { action: 'invitation.withdrawn', before: auditView(row) })
    })
  }

  async function listPage(domainId: string | undefined, all: boolean, query: PageQuery) {
    const { limit, cursor } = query
    const after = readAfter(LIST, cursor, afterTimeAndId)
    const now = clock.now()
    const rows = await listInvitations(database.db, domainId, {
      openAt: all ? undefined : now,
      after: after && { createdAt: after[0], id: after[1] },
      limit: limit + 1,
    })
    return toPage(LIST, rows, limit, {
      view: row => viewInvitation(row, now),
      position: row => [row.created_at, row.id],
    })
  }

  return {
    issue,
    deliver,
    withdrawAll,

    list: ({ domain }, { all = false, ...query }) => listPage(domain.id, all, query),

    listEverywhere: query => listPage(undefined, false, query),

    async create(actor, input) {
      const issued = await database.write(async tx => {
        const [domain] = await domains.lockAll(tx, [actor.domain.id])
        if (!domain) throw new AppError('DOMAIN_NOT_FOUND')
        return issue(tx, actor, domain, { ...input, ceiling: ceilingOf(actor) })
      })
      const [made] = await deliver(actor, [issued])
      if (!made) throw new Error('one invitation in, one invitation out')
      return made
    },

    withdraw: (actor, id) => withdrawOne(actor, id, actor.domain.id),

    withdrawAnywhere: (actor, id) => withdrawOne(actor, id, undefined),

    async findByToken(db, token) {
      if (!token.startsWith(`${TOKEN_PREFIX}_`) || !isWellFormedToken(token)) return undefined
      return findInvitation(db, keyring.digests(token))
    },
  }
}

function nameOf({ principal }: Actor): string {
  return principal.kind === 'session' ? principal.user.name : makerOf(principal).label
}
