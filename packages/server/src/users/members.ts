import type { AuditService } from '../audit/audit.service.ts'
import type { DomainRegistry } from '../domains/domain-registry.ts'
import type { DomainsService } from '../domains/domains.service.ts'
import type { Foundation } from '../foundation.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { RolesService } from '../roles/roles.service.ts'
import {
  createInvitationAcceptance,
  type InvitationAcceptance,
} from './invitation-acceptance.service.ts'
import { createInvitationsService, type InvitationsService } from './invitations.service.ts'
import { createMembershipsService } from './memberships.service.ts'
import type { People } from './people.ts'
import { createTeamService, type TeamService } from './team.service.ts'
import {
  createTeamMembershipsService,
  type TeamMembershipsService,
} from './team-memberships.service.ts'
import { createUsersService, type UsersService } from './users.service.ts'

/** Everything about who belongs where. */
export interface Members {
  users: UsersService
  invitations: InvitationsService
  invitationAcceptance: InvitationAcceptance
  team: TeamService
  teamMemberships: TeamMembershipsService
}

/** Makes the services of those who belong to domains. */
export function createMembers(parts: {
  foundation: Foundation
  audit: AuditService
  roles: RolesService
  domains: DomainsService
  domainRegistry: DomainRegistry
  mailer: Mailer
  people: People
}): Members {
  const { people, ...rest } = parts
  const invitations = createInvitationsService(rest)
  const memberships = createMembershipsService({ ...rest, invitations })
  const users = createUsersService({ ...rest, memberships })
  const joined = { ...rest, ...people, invitations, memberships }
  const invitationAcceptance = createInvitationAcceptance(joined)
  const team = createTeamService(joined)
  const teamMemberships = createTeamMembershipsService(joined)
  return { users, invitations, invitationAcceptance, team, teamMemberships }
}
