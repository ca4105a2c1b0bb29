import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import { viewSession } from '../sessions/session.view.ts'
import type { InvitationsService } from './invitations.service.ts'
import type { TeamService } from './team.service.ts'
import type { TeamMembershipsService } from './team-memberships.service.ts'

const { team: contract } = endpoints

/** Mounts the instance's team. */
export function mountTeamRoutes(
  mount: Mount,
  services: {
    team: TeamService
    teamMemberships: TeamMembershipsService
    invitations: InvitationsService
  },
): void {
  const { team, teamMemberships, invitations } = services

  mount(contract.list, async ({ query }) => ({ body: await team.list(query) }))

  mount(contract.invite, async ({ actor, body }) => ({
    body: { items: await team.invite(actor, body) },
  }))

  mount(contract.invitations, async ({ query }) => ({
    body: await invitations.listEverywhere(query),
  }))

  mount(contract.withdrawInvitation, async ({ actor, params }) => {
    await invitations.withdrawAnywhere(actor, params.id)
    return { body: undefined }
  })

  mount(contract.domains, async ({ query }) => ({ body: await team.domains(query) }))

  mount(contract.roles, async ({ params, query }) => ({
    body: await teamMemberships.roles(params.domain, query),
  }))

  mount(contract.read, async ({ params }) => {
    const { value, version } = await team.get(params.id)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await team.update(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.readMembership, async ({ params }) => {
    const { value, version } = await teamMemberships.get(params.id, params.domain)
    return { body: value, version }
  })

  mount(contract.setMembership, async ({ actor, params, body, ifMatch }) => {
    const given = { role: body.role, ifMatch }
    const { value, version } = await teamMemberships.set(actor, params.id, params.domain, given)
    return { body: value, version }
  })

  mount(contract.removeMembership, async ({ actor, params, ifMatch }) => {
    await teamMemberships.remove(actor, params.id, params.domain, ifMatch)
    return { body: undefined }
  })

  mount(contract.sessions, async ({ actor, params }) => {
    const rows = await team.sessions(params.id)
    return { body: { items: rows.map(row => viewSession(row, actor.principal.session.id)) } }
  })

  mount(contract.endSession, async ({ actor, params }) => {
    await team.endSession(actor, params.id, params.session)
    return { body: undefined }
  })
}
