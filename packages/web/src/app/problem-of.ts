import type { Problem } from '@keywright/contract'

/** What the server refused with, from the text of its answer; anything else comes from something in between. */
export function problemOf(status: number, text: string): Problem {
  try {
    const body: unknown = JSON.parse(text)
    // The answers of the server keep to the contract.
    if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem
  } catch {}
  return {
    type: 'about:blank',
    title: `The server answered ${status}.`,
    status,
    code: 'UNEXPECTED_ANSWER',
    requestId: '',
  }
}
