import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import { viewSession } from '../sessions/session.view.ts'
import type { TeamService } from './team.service.ts'

const { team: contract } = endpoints

/** Mounts the instance's team. */
export function mountTeamRoutes(mount: Mount, { team }: { team: TeamService }): void {
  mount(contract.list, async ({ query }) => ({ body: await team.list(query) }))

  mount(contract.invite, async ({ actor, body }) => ({
    body: { items: await team.invite(actor, body) },
  }))

  mount(contract.domains, async ({ query }) => ({ body: await team.domains(query) }))

  mount(contract.read, async ({ params }) => {
    const { value, version } = await team.get(params.id)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await team.update(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.setMembership, async ({ actor, params, body }) => {
    const { value, version } = await team.setMembership(actor, params.id, params.domain, body.role)
    return { body: value, version }
  })

  mount(contract.removeMembership, async ({ actor, params }) => {
    const { value, version } = await team.removeMembership(actor, params.id, params.domain)
    return { body: value, version }
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
