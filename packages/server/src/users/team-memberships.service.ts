import type { Domain, SessionActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Db, Tx } from '../db/engine.ts'
import type { DomainRegistry } from '../domains/domain-registry.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import type { Versioned } from '../lib/versioned.ts'
import type { Page, PageQuery } from '../paging.ts'
import type { RoleView } from '../roles/role.view.ts'
import type { RolesService } from '../roles/roles.service.ts'
import { findUser } from './accounts.store.ts'
import { NO_CEILING } from './ceiling.ts'
import { type MemberView, viewMember } from './member.view.ts'
import { findMember } from './members.store.ts'
import type { MembershipsService } from './memberships.service.ts'

/** Who belongs where, in any domain, for those who administer the instance. */
export interface TeamMembershipsService {
  /** The roles of a domain, as it lists them itself. Throws DOMAIN_NOT_FOUND. */
  roles(domain: string, query: PageQuery): Promise<Page<RoleView>>
  /** Throws DOMAIN_NOT_FOUND, and USER_NOT_FOUND for somebody who is no member. */
  get(id: string, domain: string): Promise<Versioned<MemberView>>
  /** Makes somebody a member, or changes their role; whoever names a version changes only that one. */
  set(
    actor: SessionActor,
    id: string,
    domain: string,
    given: { role: string; ifMatch?: number | undefined },
  ): Promise<Versioned<MemberView>>
  remove(actor: SessionActor, id: string, domain: string, ifMatch?: number): Promise<void>
}

/** Makes the service of memberships in any domain. */
export function createTeamMembershipsService(parts: {
  foundation: Pick<Foundation, 'database'>
  domainRegistry: DomainRegistry
  domains: Pick<DomainsService, 'lockAll'>
  memberships: MembershipsService
  roles: Pick<RolesService, 'list'>
}): TeamMembershipsService {
  const { domainRegistry, domains, memberships, roles } = parts
  const { database } = parts.foundation

  async function domainNamed(name: string) {
    const domain = await domainRegistry.find(name)
    if (!domain) throw new AppError('DOMAIN_NOT_FOUND')
    return domain
  }

  async function view(db: Db, domainId: string, id: string): Promise<Versioned<MemberView>> {
    const row = await findMember(db, domainId, id)
    if (!row) throw new AppError('USER_NOT_FOUND')
    return { value: viewMember(row), version: row.version }
  }

  /** Runs a change of one membership with the domain locked. */
  function write<T>(name: string, work: (tx: Tx, domain: Domain) => Promise<T>): Promise<T> {
    return database.write(async tx => {
      const [domain] = await domains.lockAll(tx, [name])
      if (!domain) throw new AppError('DOMAIN_NOT_FOUND')
      return work(tx, domain)
    })
  }

  return {
    roles: async (name, query) => roles.list({ domain: await domainNamed(name) }, query),

    get: async (id, name) => view(database.db, (await domainNamed(name)).id, id),

    set: (actor, id, name, { role, ifMatch }) =>
      write(name, async (tx, domain) => {
        const ceiling = NO_CEILING
        if (await findMember(tx, domain.id, id)) {
          await memberships.change(tx, actor, domain, id, { change: { role }, ceiling, ifMatch })
        } else {
          const user = await findUser(tx, id)
          if (!user) throw new AppError('USER_NOT_FOUND')
          // Who was taken out meanwhile is not brought back by a change of their role.
          if (ifMatch !== undefined) throw new AppError('PRECONDITION_FAILED')
          await memberships.add(tx, actor, domain, user, { role, ceiling })
        }
        return view(tx, domain.id, id)
      }),

    remove: (actor, id, name, ifMatch) =>
      write(name, (tx, domain) =>
        memberships.remove(tx, actor, domain, id, { ceiling: NO_CEILING, ifMatch }),
      ),
  }
}
