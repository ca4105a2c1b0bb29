import { useId, useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import { InstanceRoleSelect } from './membership-fields.tsx'
import type { TeamMember } from './team.queries.ts'

/** One domain of somebody: another role, or out. */
export function MembershipRow({
  person,
  membership,
}: {
  person: TeamMember
  membership: TeamMember['memberships'][number]
}) {
  const { domain, suspended, keys } = membership
  const labelId = useId()
  const [role, setRole] = useState(membership.role)
  const [asks, setAsks] = useState(false)
  const refusal = useRefusal()
  const params = { id: person.id, domain: domain.id }
  const changes = [['team'], ['domain'], ['domains'], ['me']]
  const change = useAction({
    run: () => api.team.setMembership({ params, body: { role } }),
    done: `${person.name} is ${role} in ${domain.name} now`,
    changes,
    onDone: refusal.clear,
    onRefused: refusal.keep,
  })
  const remove = useAction({
    run: () => api.team.removeMembership({ params }),
    done: `${person.name} was taken out of ${domain.name}`,
    changes,
    onDone: () => setAsks(false),
    onRefused: refusal.keep,
  })
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-2 py-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p id={labelId} className="font-medium">
            {domain.name}
          </p>
          <p className="text-muted">
            <span className="font-mono text-xs">{domain.slug}</span>
            {keys > 0 && ` · ${keysActing(keys)} as them`}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {suspended && <Badge tone="warning">Suspended</Badge>}
          <InstanceRoleSelect
            aria-label={`Role in ${domain.name}`}
            className="w-44"
            domain={domain.slug}
            value={role}
            onChange={chosen => {
              setRole(chosen)
              refusal.clear()
            }}
          />
          <Button
            aria-describedby={labelId}
            disabled={role === membership.role}
            busy={change.isPending}
            onClick={() => change.mutate()}
          >
            Save
          </Button>
          <Button variant="danger" aria-describedby={labelId} onClick={() => setAsks(true)}>
            Take out
          </Button>
        </div>
      </div>
      {role !== membership.role && keys > 0 && (
        <p role="status" className="text-warning">
          {keysActing(keys)} as them and {keys === 1 ? 'follows' : 'follow'} the new role at once.
        </p>
      )}
      {!asks && <Refusal error={refusal.error} />}
      <Confirm
        open={asks}
        onOpenChange={open => {
          setAsks(open)
          refusal.clear()
        }}
        title={`Take ${person.name} out of ${domain.name}`}
        action="Take out"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>
          {person.email} loses all access to {domain.name}. The account stays, and so do other
          domains.
        </p>
        <p className={keys > 0 ? 'font-medium' : undefined}>
          {keys === 0
            ? 'No key acts as them there, so no key stops.'
            : `${keysActing(keys)} as them and ${keys === 1 ? 'stops' : 'stop'} at once.`}
        </p>
        <Refusal error={refusal.error} />
      </Confirm>
    </li>
  )
}

function keysActing(count: number): string {
  return count === 1 ? '1 key acts' : `${count} keys act`
}
