import { OUTCOMES } from '@keywright/contract'
import { z } from 'zod'
import { USAGE_RANGE_IDS } from '../../charts/usage-ranges.ts'

/** What the overview shows, as its address says it. What an address gets wrong is left out. */
export const overviewSearch = z.object({
  range: z.enum(USAGE_RANGE_IDS).optional().catch(undefined),
  /** The refusals that are open, to see which keys they met. */
  refused: z.enum(OUTCOMES).exclude(['VALID', 'NOT_FOUND']).optional().catch(undefined),
})

/** What the overview shows. */
export type OverviewSearch = z.output<typeof overviewSearch>
