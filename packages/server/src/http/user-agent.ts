import { maskTokensIn } from '@keywright/core'

/** Longest user agent that is kept, in characters. */
const LONGEST = 300

/**
 * The user agent of a request as it may be kept: tokens masked first and cut second, because the
 * greater part of a token that the cut would leave no longer looks like one.
 */
export function readUserAgent(value: string | null | undefined): string | null {
  return value ? maskTokensIn(value).slice(0, LONGEST) : null
}
