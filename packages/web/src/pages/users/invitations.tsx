import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useCan } from '../../app/session.tsx'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { Refusal, useRefusal } from './refusal.tsx'
import { type Invitation, invitationsQuery } from './users.queries.ts'

/** Who was invited and has not answered yet. */
export function Invitations({ domain }: { domain: string }) {
  const invitations = useQuery(invitationsQuery(domain))
  return (
    <Card title="Pending invitations">
      <QueryState query={invitations} loading={<SkeletonRows rows={1} />}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <p className="text-muted">Nobody has an open invitation.</p>
          ) : (
            <>
              <ul className="-my-2 divide-y divide-line">
                {items.map(invitation => (
                  <Row key={invitation.id} domain={domain} invitation={invitation} />
                ))}
              </ul>
              {nextCursor !== null && (
                <p className="mt-3 text-muted">The {items.length} newest ones are shown.</p>
              )}
            </>
          )
        }
      </QueryState>
    </Card>
  )
}

function Row({ domain, invitation }: { domain: string; invitation: Invitation }) {
  const { id, email, role, createdAt, expiresAt } = invitation
  const can = useCan(domain)
  const [asks, setAsks] = useState(false)
  const refusal = useRefusal()
  const action = useAction({
    run: () => api.invitations.withdraw({ params: { domain, id } }),
    done: `The invitation of ${email} was withdrawn`,
    changes: [['domain', domain, 'invitations']],
    onDone: () => setAsks(false),
    onRefused: refusal.keep,
  })
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{email}</p>
        <p className="text-muted">
          <span className="font-mono text-xs">{role}</span> · invited <Time at={createdAt} /> ·
          expires <Time at={expiresAt} />
        </p>
      </div>
      {can('backoffice.invitations:delete') && (
        <Button
          size="small"
          aria-label={`Withdraw the invitation of ${email}`}
          onClick={() => setAsks(true)}
        >
          Withdraw
        </Button>
      )}
      <Confirm
        open={asks}
        onOpenChange={setAsks}
        title="Withdraw invitation"
        action="Withdraw"
        danger
        busy={action.isPending}
        onConfirm={() => action.mutate()}
      >
        <p>The link that {email} was given stops working. You can invite them again.</p>
        <Refusal error={refusal.error} />
      </Confirm>
    </li>
  )
}
