import { auditFilter } from '@keywright/contract'
import { z } from 'zod'

/** The router reads a bare number in an address as one. */
const text = z.union([z.string(), z.number().transform(String)])
const { action, actorId, targetId, from, to } = auditFilter.shape

/** What of a trail is shown, as its address says it. What an address gets wrong is left out. */
export const auditSearch = z.object({
  action: text.pipe(action.unwrap()).optional().catch(undefined),
  actorId: text.pipe(actorId.unwrap()).optional().catch(undefined),
  targetId: text.pipe(targetId.unwrap()).optional().catch(undefined),
  from: from.catch(undefined),
  to: to.catch(undefined),
})

/** What of a trail is shown. */
export type AuditSearch = z.output<typeof auditSearch>
