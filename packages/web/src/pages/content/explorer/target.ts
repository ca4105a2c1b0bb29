import type { GraphqlAnswer, GraphqlRequest } from '@keywright/contract'
import { api, apiAs } from '../../../app/api.ts'

/** The two endpoints of a domain, as they are shown. */
export const ENDPOINTS = [
  { id: 'content', short: 'Content', label: 'Content: drafts, with mutations' },
  { id: 'delivery', short: 'Delivery', label: 'Delivery: what is published' },
] as const

/** Whom the server sees: the person, a key that somebody pasted, or nobody. */
export const CREDENTIALS = [
  { id: 'session', short: 'you', label: 'You, with your session' },
  { id: 'key', short: 'a key', label: 'A key' },
  { id: 'nobody', short: 'nobody', label: 'Nobody, without a credential' },
] as const

/** Who asks which endpoint; the token is in the memory of the page alone. */
export interface Target {
  endpoint: (typeof ENDPOINTS)[number]['id']
  credential: (typeof CREDENTIALS)[number]['id']
  token: string
}

/** Whom an answer was given to: the one who asks now, or somebody else. */
export interface Asked extends Omit<Target, 'token'> {
  /** Which of the keys that were pasted, where it was one. */
  turn: number
}

/** Whether an answer to one is an answer to the other. */
export function isSameAsked(one: Asked, other: Asked): boolean {
  const isKey = one.credential === 'key'
  return (
    one.endpoint === other.endpoint &&
    one.credential === other.credential &&
    (!isKey || one.turn === other.turn)
  )
}

/** Whether it is known who asks: a key has to be pasted first. */
export function isComplete({ credential, token }: Target): boolean {
  return credential !== 'key' || token !== ''
}

/** Sends a text; refusals in the shape of GraphQL are answers, all others are thrown. */
export function ask(
  domain: string,
  target: Target,
  body: GraphqlRequest,
  signal: AbortSignal,
): Promise<GraphqlAnswer> {
  const { graphql } = clientOf(target)
  const call = target.endpoint === 'content' ? graphql.content : graphql.deliver
  return call({ params: { domain }, body }, { signal })
}

function clientOf({ credential, token }: Target) {
  if (credential === 'session') return api
  return apiAs(credential === 'key' ? token : null)
}
