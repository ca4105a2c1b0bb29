import type { endpoints, ResponseBody } from '@keywright/contract'
import { z } from 'zod'
import type { Domain, SessionActor } from '../access/principal.ts'
import { AppError, requireVersion } from '../app-error.ts'
import type { AuditService } from '../audit/audit.service.ts'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import type { Db } from '../db/engine.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import { toTime } from '../lib/clock.ts'
import { difference } from '../lib/difference.ts'
import { type Page, type PageQuery, readAfter, toPage } from '../paging.ts'
import type { SessionsService } from '../sessions/sessions.service.ts'
import type { SessionRow } from '../sessions/sessions.table.ts'
import { targetOf } from './account.view.ts'
import { findUser } from './accounts.store.ts'
import { NO_CEILING } from './ceiling.ts'
import type { MadeInvitation } from './invitation.view.ts'
import type { InvitationsService, IssuedInvitation } from './invitations.service.ts'
import {
  listInstanceDomains,
  listMemberships,
  listUsers,
  lockUserAndAdmins,
  setStanding,
} from './team.store.ts'
import { standingOf, type TeamMemberView, viewTeamMember } from './team.view.ts'
import type { UserRow } from './users.table.ts'

/** Somebody on this instance, with the version of the account. */
interface VersionedTeamMember {
  value: TeamMemberView
  version: number
}

type InstanceDomain = ResponseBody<typeof endpoints.team.domains>['items'][number]

/** The whole instance's people, for those who administer it. */
export interface TeamService {
  list(query: PageQuery & { search?: string | undefined }): Promise<Page<TeamMemberView>>
  /** Every domain of the instance, by slug. */
  domains(query: PageQuery): Promise<Page<InstanceDomain>>
  get(id: string): Promise<VersionedTeamMember>
  /** The sessions of somebody that still count; throws USER_NOT_FOUND. */
  sessions(id: string): Promise<SessionRow[]>
  /** Signs somebody out of one session; throws USER_NOT_FOUND and SESSION_NOT_FOUND. */
  endSession(actor: SessionActor, id: string, sessionId: string): Promise<void>
  /** All or none: throws DOMAIN_NOT_FOUND, ROLE_NOT_FOUND, EMAIL_TAKEN. */
  invite(
    actor: SessionActor,
    input: {
      email: string
      memberships: readonly { domain: string; role: string }[]
      expiresInDays: number
    },
  ): Promise<MadeInvitation[]>
  /**
   * Whoever is disabled is signed out, and keys that act as them stop. Throws LAST_ADMIN for the
   * last administrator of the instance who is not disabled.
   */
  update(
    actor: SessionActor,
    id: string,
    input: { disabled?: boolean | undefined; instanceAdmin?: boolean | undefined },
    ifMatch?: number,
  ): Promise<VersionedTeamMember>
}

const LIST = 'team'
const DOMAINS = 'team domains'
const afterText = z.tuple([z.string()])

/** Makes the team service. */
export function createTeamService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  domains: Pick<DomainsService, 'lockAll'>
  invitations: Pick<InvitationsService, 'issue' | 'deliver'>
  sessions: Pick<SessionsService, 'endAll' | 'endOf' | 'listOf'>
}): TeamService {
  const { audit, domains, invitations, sessions } = parts
  const { database, clock } = parts.foundation

  async function userOf(id: string): Promise<UserRow> {
    const user = await findUser(database.db, id)
    if (!user) throw new AppError('USER_NOT_FOUND')
    return user
  }

  async function view(db: Db, row: UserRow | undefined): Promise<VersionedTeamMember> {
    if (!row) throw new AppError('USER_NOT_FOUND')
    const memberships = await listMemberships(db, [row.id])
    return { value: viewTeamMember(row, memberships), version: row.version }
  }

  return {
    async list({ search, limit, cursor }) {
      const after = readAfter(LIST, cursor, afterText)?.[0]
      const { db, engine } = database
      const rows = await listUsers(db, engine, { search, after, limit: limit + 1 })
      const memberships = await listMemberships(
        db,
        rows.map(row => row.id),
      )
      return toPage(LIST, rows, limit, {
        view: row => viewTeamMember(row, memberships),
        position: row => [row.email],
      })
    },

    async domains({ limit, cursor }) {
      const after = readAfter(DOMAINS, cursor, afterText)?.[0]
      const { db, engine } = database
      const rows = await listInstanceDomains(db, engine, { after, limit: limit + 1 })
      return toPage(DOMAINS, rows, limit, {
        view: ({ id, slug, name, created_at }) => ({
          id,
          slug,
          name,
          createdAt: toTime(created_at),
        }),
        position: row => [row.slug],
      })
    },

    get: async id => view(database.db, await findUser(database.db, id)),

    async sessions(id) {
      return sessions.listOf((await userOf(id)).id)
    },

    async endSession(actor, id, sessionId) {
      await sessions.endOf(actor, await userOf(id), sessionId)
    },

    async invite(actor, { email, memberships: wanted, expiresInDays }) {
      const issued = await database.write(async tx => {
        const names = wanted.map(({ domain }) => domain)
        const locked = await domains.lockAll(tx, names)
        const roles = matchRoles(locked, wanted)
        const made: IssuedInvitation[] = []
        for (const domain of locked) {
          const role = roles.get(domain.id)
          if (role === undefined) continue
          const input = { email, role, expiresInDays, ceiling: NO_CEILING }
          made.push(await invitations.issue(tx, actor, domain, input))
        }
        return made
      })
      return invitations.deliver(actor, issued)
    },

    async update(actor, id, input, ifMatch) {
      return database.write(async tx => {
        const locked = await lockUserAndAdmins(tx, database.engine, id)
        const user = locked.find(row => row.id === id)
        if (!user) throw new AppError('USER_NOT_FOUND')
        requireVersion(user.version, ifMatch)
        const at = clock.now()
        const { instanceAdmin, disabled } = { ...standingOf(user), ...given(input) }
        const columns = {
          instance_admin: instanceAdmin ? 1 : 0,
          disabled_at: disabled ? (user.disabled_at ?? at) : null,
          updated_at: at,
        }
        const { before, after } = difference(standingOf(user), standingOf(columns))
        if (Object.keys(after).length === 0) return view(tx, user)
        const others = locked.filter(row => row.id !== id)
        if (isActiveAdmin(user) && !isActiveAdmin(columns) && !others.some(isActiveAdmin)) {
          throw new AppError('LAST_ADMIN')
        }
        const changed = await setStanding(tx, id, columns)
        const endedSessions = disabled ? await sessions.endAll(tx, id, null) : 0
        database.announce(tx, { kind: 'user', domainId: null, id, at })
        const answer = await view(tx, changed)
        await audit.record(tx, actor, {
          chain: INSTANCE_CHAIN,
          action: 'user.updated',
          target: targetOf(user),
          before,
          after: { ...after, ...(endedSessions > 0 && { endedSessions }) },
        })
        return answer
      })
    },
  }
}

/** The role wanted in each domain; throws DOMAIN_NOT_FOUND, and for a domain that is named twice. */
function matchRoles(
  domains: readonly Domain[],
  wanted: readonly { domain: string; role: string }[],
): Map<string, string> {
  const roles = new Map<string, string>()
  for (const [index, { domain, role }] of wanted.entries()) {
    const found = domains.find(({ id, slug }) => [id, slug].includes(domain))
    if (!found) throw new AppError('DOMAIN_NOT_FOUND', { detail: `There is no domain ${domain}.` })
    if (roles.has(found.id)) {
      const errors = [
        { pointer: `/memberships/${index}`, message: 'This domain is named a second time.' },
      ]
      throw new AppError('VALIDATION_FAILED', { errors })
    }
    roles.set(found.id, role)
  }
  return roles
}

function given(input: { disabled?: boolean | undefined; instanceAdmin?: boolean | undefined }) {
  return {
    ...(input.disabled !== undefined && { disabled: input.disabled }),
    ...(input.instanceAdmin !== undefined && { instanceAdmin: input.instanceAdmin }),
  }
}

function isActiveAdmin(row: Pick<UserRow, 'instance_admin' | 'disabled_at'>): boolean {
  return row.instance_admin === 1 && row.disabled_at === null
}
