import { useQuery } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { PendingInvitations } from '../users/pending-invitations.tsx'
import { teamInvitationsQuery } from './team.queries.ts'

/** Who was invited to any domain and has not answered yet. */
export function TeamInvitations() {
  const invitations = useQuery(teamInvitationsQuery)
  const once = useIdempotencyKey()
  return (
    <PendingInvitations
      namesDomain
      query={invitations}
      actions={{
        async renew({ id, email, role, domain }) {
          const body = { email, memberships: [{ domain: domain.id, role }] }
          const made = await once({ id, ...body }, idempotencyKey =>
            api.team.invite({ body }, { idempotencyKey }),
          )
          return made.items
        },
        withdraw: ({ id }) => api.team.withdrawInvitation({ params: { id } }),
        changes: [teamInvitationsQuery.queryKey, ['domain']],
      }}
    />
  )
}
