import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../app/api.ts'
import { useAction } from '../../app/use-action.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { SkeletonRows } from '../../ui/states.tsx'
import { Refusal, useRefusal } from '../users/refusal.tsx'
import { DomainSelect, InstanceRoleSelect, roleElsewhere } from './membership-fields.tsx'
import { type TeamMember, teamDomainsQuery } from './team.queries.ts'

/** Adds somebody to one more domain, without an invitation: they have an account. */
export function AddMembership({ person }: { person: TeamMember }) {
  const { data: all } = useQuery(teamDomainsQuery)
  const [domain, setDomain] = useState('')
  const [role, setRole] = useState('READONLY')
  const refusal = useRefusal()
  const domains = all?.filter(
    ({ id }) => !person.memberships.some(({ domain }) => domain.id === id),
  )
  const action = useAction({
    run: () => api.team.setMembership({ params: { id: person.id, domain }, body: { role } }),
    done: `${person.name} was added as ${role}`,
    changes: [['team'], ['domain'], ['domains'], ['me']],
    onDone() {
      setDomain('')
      setRole('READONLY')
      refusal.clear()
    },
    onRefused: refusal.keep,
  })
  if (!domains) return <SkeletonRows rows={1} />
  if (domains.length === 0) {
    return <p className="text-muted">There is no other domain to add them to.</p>
  }
  return (
    <form
      className="grid grid-cols-[minmax(0,1fr)] gap-3"
      onSubmit={event => {
        event.preventDefault()
        action.mutate()
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Domain" className="w-56">
          <DomainSelect
            domains={domains}
            value={domain}
            onChange={chosen => {
              setDomain(chosen)
              setRole(roleElsewhere(role))
            }}
          />
        </Field>
        <Field label="Role" className="w-44">
          <InstanceRoleSelect domain={domain} value={role} onChange={setRole} />
        </Field>
        <Button type="submit" busy={action.isPending} disabled={domain === ''}>
          Add to the domain
        </Button>
      </div>
      <Refusal error={refusal.error} />
    </form>
  )
}
