import type { VerifyResult } from './verify-result.ts'

/** An answer, and when it was asked for in epoch milliseconds: what changed before that, it knows. */
export interface Answer {
  readonly result: VerifyResult
  readonly askedAt: number
}

/** Remembers answers; when it is full, the one that was used least recently goes. */
export interface AnswerCache {
  find(key: string): Answer | undefined
  set(key: string, answer: Answer): void
}

/** Makes a cache of at most `size` answers. */
export function createAnswerCache(size: number): AnswerCache {
  // A Map keeps the order of insertion, so its first key is the least recently used one.
  const answers = new Map<string, Answer>()

  function set(key: string, answer: Answer): void {
    answers.delete(key)
    answers.set(key, answer)
    if (answers.size <= size) return
    for (const oldest of answers.keys()) {
      answers.delete(oldest)
      return
    }
  }

  return {
    set,
    find(key) {
      const answer = answers.get(key)
      if (answer !== undefined) set(key, answer)
      return answer
    },
  }
}
