import { z } from 'zod'
import { searchText } from '../../../app/search-text.ts'

/** What is searched for, as the address says it. What an address gets wrong is left out. */
export const contentSearch = z.object({
  q: searchText.pipe(z.string().trim().min(1)).optional().catch(undefined),
  type: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,47}$/)
    .optional()
    .catch(undefined),
  /** Default: drafts, which is all that there is, as it is now. */
  in: z.literal('published').optional().catch(undefined),
})

/** What is searched for. */
export type ContentSearch = z.output<typeof contentSearch>
