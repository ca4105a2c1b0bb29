import type { QueryKey, UseQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Actions } from '../../ui/dialog.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { InvitationDialog } from './invitation-dialog.tsx'
import { Refusal, useRefusal } from './refusal.tsx'
import type { Invitation, MadeInvitation } from './users.queries.ts'

/** What can be done with an invitation, as far as the person may. */
interface InvitationActions {
  /** Makes a new link in place of the one that was given. */
  renew?: ((invitation: Invitation) => Promise<readonly MadeInvitation[]>) | undefined
  withdraw?: ((invitation: Invitation) => Promise<unknown>) | undefined
  /** What is no longer as it was read then. */
  changes: readonly QueryKey[]
}

/** Who was invited and has not answered yet. */
export function PendingInvitations({
  query,
  namesDomain = false,
  actions,
}: {
  query: UseQueryResult<{ items: Invitation[]; nextCursor: string | null }>
  /** They are to several domains. */
  namesDomain?: boolean
  actions: InvitationActions
}) {
  // Not with the row: a new link takes the place of the invitation, and is shown after that.
  const [renewed, setRenewed] = useState<Invitation>()
  const { renew, withdraw, changes } = actions
  const close = () => setRenewed(undefined)
  return (
    <Card title="Pending invitations">
      <QueryState query={query} loading={<SkeletonRows rows={1} />}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <p className="text-muted">Nobody has an open invitation.</p>
          ) : (
            <>
              <ul aria-label="Pending invitations" className="-my-2 divide-y divide-line">
                {items.map(invitation => (
                  <Row
                    key={invitation.id}
                    invitation={invitation}
                    namesDomain={namesDomain}
                    onRenew={renew && (() => setRenewed(invitation))}
                    withdraw={withdraw}
                    changes={changes}
                  />
                ))}
              </ul>
              {nextCursor !== null && (
                <p className="mt-3 text-muted">The {items.length} newest ones are shown.</p>
              )}
            </>
          )
        }
      </QueryState>
      {renew && (
        <InvitationDialog
          open={renewed !== undefined}
          onClose={close}
          title={`New link for ${renewed?.email ?? ''}`}
          description={`To ${renewed?.domain.name ?? ''} as ${renewed?.role ?? ''}.`}
        >
          {onMade => (
            <Renewal
              run={async () => (renewed ? renew(renewed) : [])}
              changes={changes}
              onMade={onMade}
              onCancel={close}
            />
          )}
        </InvitationDialog>
      )}
    </Card>
  )
}

function Row({
  invitation,
  namesDomain,
  onRenew,
  withdraw,
  changes,
}: {
  invitation: Invitation
  namesDomain: boolean
  onRenew: (() => void) | undefined
} & Pick<InvitationActions, 'withdraw' | 'changes'>) {
  const { email, role, domain, createdAt, expiresAt } = invitation
  const whose = namesDomain ? `${email} to ${domain.name}` : email
  const [asks, setAsks] = useState(false)
  const refusal = useRefusal()
  const withdrawal = useAction({
    run: async () => withdraw?.(invitation),
    done: `The invitation of ${whose} was withdrawn`,
    changes,
    onDone: () => setAsks(false),
    onRefused: refusal.keep,
  })
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-0">
        <p className="font-medium wrap-anywhere">{email}</p>
        <p className="text-muted">
          {namesDomain && `${domain.name} · `}
          <span className="font-mono text-xs">{role}</span> · invited <Time at={createdAt} /> ·
          expires <Time at={expiresAt} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {onRenew && (
          <Button size="small" aria-label={`New link for ${whose}`} onClick={onRenew}>
            New link
          </Button>
        )}
        {withdraw && (
          <Button
            size="small"
            variant="danger"
            aria-label={`Withdraw the invitation of ${whose}`}
            onClick={() => setAsks(true)}
          >
            Withdraw
          </Button>
        )}
      </div>
      <Confirm
        open={asks}
        onOpenChange={open => {
          setAsks(open)
          refusal.clear()
        }}
        title="Withdraw invitation"
        action="Withdraw"
        danger
        busy={withdrawal.isPending}
        onConfirm={() => withdrawal.mutate()}
      >
        <p>
          The link to {domain.name} that {email} was given stops working. You can invite them again.
        </p>
        <Refusal error={refusal.error} />
      </Confirm>
    </li>
  )
}

function Renewal({
  run,
  changes,
  onMade,
  onCancel,
}: {
  run: () => Promise<readonly MadeInvitation[]>
  changes: readonly QueryKey[]
  onMade: (made: readonly MadeInvitation[]) => void
  onCancel: () => void
}) {
  const refusal = useRefusal()
  const action = useAction({ run, changes, onDone: onMade, onRefused: refusal.keep })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p>
        The link they were given stops working, and a new one takes its place for 7 days. It is sent
        by e-mail where this instance sends any, and shown here once.
      </p>
      <Refusal error={refusal.error} />
      <Actions className="mt-0">
        <Button onClick={onCancel}>Cancel</Button>
        <Button variant="primary" busy={action.isPending} onClick={() => action.mutate()}>
          Create new link
        </Button>
      </Actions>
    </div>
  )
}
