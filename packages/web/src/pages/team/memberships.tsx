import { Card } from '../../ui/card.tsx'
import { AddMembership } from './add-membership.tsx'
import { MembershipRow } from './membership-row.tsx'
import type { TeamMember } from './team.queries.ts'

/** The domains somebody belongs to, each with its role; more can be added. */
export function Memberships({ person }: { person: TeamMember }) {
  return (
    <Card
      title="Domains"
      description="A change takes effect at once, for them and for keys that act as them."
    >
      {person.memberships.length === 0 ? (
        <p className="mb-4 text-muted">{person.name} belongs to no domain and sees none.</p>
      ) : (
        <ul className="-mt-2 mb-4 divide-y divide-line border-b border-line">
          {person.memberships.map(membership => (
            <MembershipRow key={membership.domain.id} person={person} membership={membership} />
          ))}
        </ul>
      )}
      <AddMembership person={person} />
    </Card>
  )
}
