import { useQuery } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { useCan } from '../../app/session.tsx'
import { useIdempotencyKey } from '../../app/use-idempotency-key.ts'
import { PendingInvitations } from './pending-invitations.tsx'
import { invitationsQuery } from './users.queries.ts'

/** Who was invited to a domain and has not answered yet. */
export function Invitations({ domain }: { domain: string }) {
  const can = useCan(domain)
  const query = invitationsQuery(domain)
  const invitations = useQuery(query)
  const once = useIdempotencyKey()
  const params = { domain }
  return (
    <PendingInvitations
      query={invitations}
      actions={{
        renew: can('backoffice.invitations:create')
          ? async ({ id, email, role }) => {
              const body = { email, role }
              return [
                await once({ id, ...body }, idempotencyKey =>
                  api.invitations.create({ params, body }, { idempotencyKey }),
                ),
              ]
            }
          : undefined,
        withdraw: can('backoffice.invitations:delete')
          ? ({ id }) => api.invitations.withdraw({ params: { domain, id } })
          : undefined,
        changes: [query.queryKey, ['team', 'invitations']],
      }}
    />
  )
}
