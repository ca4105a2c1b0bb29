import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { InvitationAcceptance } from './invitation-acceptance.service.ts'
import type { InvitationsService } from './invitations.service.ts'

const { invitations: contract } = endpoints

/** Mounts invitations, for those who invite and for those who are invited. */
export function mountInvitationRoutes(
  mount: Mount,
  services: { invitations: InvitationsService; invitationAcceptance: InvitationAcceptance },
): void {
  const { invitations, invitationAcceptance } = services

  mount(contract.list, async ({ actor, query }) => ({
    body: await invitations.list(actor, query),
  }))

  mount(contract.create, async ({ actor, body }) => ({
    body: await invitations.create(actor, body),
  }))

  mount(contract.withdraw, async ({ actor, params }) => {
    await invitations.withdraw(actor, params.id)
    return { body: undefined }
  })

  mount(contract.lookup, async ({ body }) => ({
    body: await invitationAcceptance.lookup(body.token),
  }))

  mount(contract.accept, async ({ actor, body }) => ({
    body: await invitationAcceptance.accept(actor, body),
  }))
}
