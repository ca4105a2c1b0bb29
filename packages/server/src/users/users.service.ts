import { z } from 'zod'
import type { Domain, DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import { type Page, type PageQuery, readAfter, toPage } from '../paging.ts'
import { findUserByEmail } from './accounts.store.ts'
import { ceilingOf } from './ceiling.ts'
import { type MemberView, viewMember } from './member.view.ts'
import { findMember, listMembers } from './members.store.ts'
import type { MembershipChange, MembershipsService } from './memberships.service.ts'

/** A member with the version of the membership. */
interface VersionedMember {
  value: MemberView
  version: number
}

/** The users of a domain. */
export interface UsersService {
  list(
    actor: DomainActor,
    query: PageQuery & { search?: string | undefined },
  ): Promise<Page<MemberView>>
  get(actor: DomainActor, id: string): Promise<VersionedMember>
  /** Adds somebody who has an account. Throws USER_NOT_FOUND, and as `MembershipsService.add` does. */
  add(actor: DomainActor, input: { email: string; role: string }): Promise<VersionedMember>
  /** Throws as `MembershipsService.change` does. */
  update(
    actor: DomainActor,
    id: string,
    input: MembershipChange,
    ifMatch?: number,
  ): Promise<VersionedMember>
  /** Throws as `MembershipsService.remove` does. */
  remove(actor: DomainActor, id: string, ifMatch?: number): Promise<void>
}

const LIST = 'users'
const afterEmail = z.tuple([z.string()])

/** Makes the service of a domain's users. */
export function createUsersService(parts: {
  foundation: Pick<Foundation, 'database'>
  domains: Pick<DomainsService, 'lockAll'>
  memberships: MembershipsService
}): UsersService {
  const { domains, memberships } = parts
  const { database } = parts.foundation

  async function view(db: Db, domainId: string, id: string): Promise<VersionedMember> {
    const row = await findMember(db, domainId, id)
    if (!row) throw new AppError('USER_NOT_FOUND')
    return { value: viewMember(row), version: row.version }
  }

  function write<T>(
    { domain }: DomainActor,
    work: (tx: Tx, locked: Domain) => Promise<T>,
  ): Promise<T> {
    return database.write(async tx => {
      const [locked] = await domains.lockAll(tx, [domain.id])
      if (!locked) throw new AppError('DOMAIN_NOT_FOUND')
      return work(tx, locked)
    })
  }

  return {
    async list({ domain }, { search, limit, cursor }) {
      const after = readAfter(LIST, cursor, afterEmail)?.[0]
      const { db, engine } = database
      const rows = await listMembers(db, engine, domain.id, { search, after, limit: limit + 1 })
      return toPage(LIST, rows, limit, { view: viewMember, position: row => [row.email] })
    },

    get: ({ domain }, id) => view(database.db, domain.id, id),

    add: (actor, { email, role }) =>
      write(actor, async (tx, domain) => {
        const user = await findUserByEmail(tx, email)
        if (!user) throw new AppError('USER_NOT_FOUND', { detail: NO_ACCOUNT })
        await memberships.add(tx, actor, domain, user, { role, ceiling: ceilingOf(actor) })
        return view(tx, domain.id, user.id)
      }),

    update: (actor, id, change, ifMatch) =>
      write(actor, async (tx, domain) => {
        const ceiling = ceilingOf(actor)
        await memberships.change(tx, actor, domain, id, { change, ceiling, ifMatch })
        return view(tx, domain.id, id)
      }),

    remove: (actor, id, ifMatch) =>
      write(actor, (tx, domain) =>
        memberships.remove(tx, actor, domain, id, { ceiling: ceilingOf(actor), ifMatch }),
      ),
  }
}

const NO_ACCOUNT = 'Nobody on this instance has this e-mail address. Invite them instead.'
