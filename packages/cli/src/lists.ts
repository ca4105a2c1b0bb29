import type { Options } from './command.ts'
import { given, wholeNumber } from './values.ts'

/** Most that a server gives at once. */
const PAGE = 200

/** Options of commands that list. */
export const LIST = {
  limit: { type: 'string', value: 'N', help: 'How many at the most; 50 unless given' },
  all: { type: 'boolean', help: 'All of them' },
} as const satisfies Options

/** A list as far as it was asked for. */
export interface Listed<T> {
  items: T[]
  /** Whether the server has more. */
  more: boolean
}

/** Reads pages until there are as many items as asked for. */
export async function collect<T>(
  options: { limit: string | undefined; all: boolean },
  fetchPage: (page: {
    limit: number
    cursor?: string
  }) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<Listed<T>> {
  const limit = given(options.limit, text => wholeNumber(text, '--limit', 1)) ?? 50
  const wanted = options.all ? Number.POSITIVE_INFINITY : limit
  const items: T[] = []
  let cursor: string | null = null
  do {
    const page: { items: T[]; nextCursor: string | null } = await fetchPage({
      limit: Math.min(PAGE, wanted - items.length),
      ...(cursor !== null && { cursor }),
    })
    items.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && items.length < wanted)
  return { items, more: cursor !== null }
}
