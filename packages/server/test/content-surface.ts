import { type Client, ProblemError } from '@keywright/contract'
import type { TestServer } from '../src/testing/create-test-server.ts'

/** Whether the caller holds a permission; each test says what that means. */
export type Holds = (permission: string) => boolean

/** Somebody who tries a surface on objects of one type. */
export interface Attempt {
  client: Client
  /** A request with the same credential that the client does not make. */
  request: TestServer['request']
  /** Path parameters of the domain and the type. */
  params: { domain: string; type: string }
  /** An object of the type that nobody else touches: published once, and changed since; all that it says begins with `markOf` the type. */
  id: string
  /** A published object of the type that is not changed by anybody, and its slug. */
  shared: string
  /** An object of the type `hub`, whose field `to` refers to the shared objects of all types. */
  hub: string
  files: {
    /** Those of a file to which `file` of the hub refers, and of one that nothing refers to. */
    published: FileAddress
    draft: FileAddress
    /** The id of a file to which nothing refers, for whoever deletes it. */
    spare: string
  }
  /** Opens a websocket with the same credential and subscribes; throws what is refused. */
  listen(wish: { view: 'draft' | 'published'; types: string[] }): Promise<unknown>
}

/** Where the bytes of a file are. */
interface FileAddress {
  id: string
  hash: string
}

/** One way to get at content. */
export interface Surface {
  name: string
  /** By the rules, as plainly as possible. */
  allowed(holds: Holds, type: string): boolean
  /** It has no types: it is the same for all of them. */
  ofFiles?: true
  /** The answer has what objects of the type say, for those who are allowed it and may read the type. */
  tells?: true
  /** Tries it; whether it was allowed. Throws whatever is neither done nor refused for want of a permission. */
  attempt(attempt: Attempt): Promise<boolean>
}

/** What all objects of a type say, and nobody is told who may not read it. */
export function markOf(type: string): string {
  return `said-in-${type}`
}

/** A surface that needs actions on the type, all of them. */
export function needs(
  name: string,
  actions: readonly string[],
  call: (attempt: Attempt) => Promise<unknown>,
): Surface {
  return {
    name,
    allowed: (holds, type) => actions.every(action => holds(`content.${type}:${action}`)),
    attempt: attempt => wasAllowed(call(attempt)),
  }
}

/** The same, where the answer says what objects of the type say. */
export function telling(...surface: Parameters<typeof needs>): Surface {
  return { ...needs(...surface), tells: true }
}

/** Something that is not there for whoever may not have it. */
export class Unlisted extends Error {}

/** Whether a call was allowed; throws what is no refusal for want of a permission. */
export async function wasAllowed(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    return refused(error)
  }
}

/** False for a refusal for want of a permission; throws all else. */
export function refused(error: unknown): false {
  if (error instanceof Unlisted) return false
  if (error instanceof ProblemError && error.code === 'FORBIDDEN') return false
  throw error
}
