import type { domain, domainSummary } from '@keywright/contract'
import type { z } from 'zod'
import type { Domain } from '../access/principal.ts'
import { toTime } from '../lib/clock.ts'

/** A domain as it travels; `role` is that of whoever asks. */
export type DomainView = z.output<typeof domain>

/** A domain in a list. */
export type DomainSummary = z.output<typeof domainSummary>

/** Shows a domain to somebody who has this role in it (null: a key). */
export function viewDomain(domain: Domain, role: string | null): DomainView {
  return { ...viewDomainSummary(domain, role), settings: domain.settings }
}

/** The same in a list. */
export function viewDomainSummary(domain: Domain, role: string | null): DomainSummary {
  return {
    id: domain.id,
    slug: domain.slug,
    name: domain.name,
    role,
    createdAt: toTime(domain.createdAt),
    updatedAt: toTime(domain.updatedAt),
  }
}
