import type { Scene } from './scene.ts'

/** What is known of a caller, in the words of the access rules. */
export interface Facts {
  kind: 'anonymous' | 'session' | 'key'
  /** The credential is known, has not ended, and belongs to nobody who is locked out. */
  valid: boolean
  instanceAdmin: boolean
  /** The password was entered in the last minutes. */
  fresh: boolean
  /** Lives until somebody ends it, and not just for minutes. */
  lasting: boolean
  /** The permissions of each layer in the domain of the scene; undefined: not part of it. */
  layers: readonly (readonly string[])[] | undefined
  /** The domain lets keys manage keys. */
  programmatic: boolean
}

/** Somebody who calls. */
export interface Caller {
  facts: Facts
  /** What proves who it is. */
  headers: Record<string, string>
  /** The signed-in person. */
  userId?: string
  /** The person, where they are a member of the domain of the scene. */
  memberId?: string
}

/** Makes a caller in a scene. */
export type MakeCaller = (scene: Scene) => Promise<Caller>
