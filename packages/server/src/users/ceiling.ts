import { requireHeld } from '../access/grants.ts'
import type { DomainActor } from '../access/principal.ts'

/** Throws ESCALATION when somebody may not hand out, nor take away, these permissions. */
export type Ceiling = (permissions: readonly string[]) => void

/** The ceiling of a member: what they hold themselves. */
export function ceilingOf(actor: DomainActor): Ceiling {
  return permissions => requireHeld(actor, permissions)
}

/** The ceiling of those who administer the instance: there is none. */
export const NO_CEILING: Ceiling = () => {}
