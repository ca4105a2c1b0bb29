import type { Viewer } from './instance.ts'
import type { Step } from './steps.ts'

/** One picture: where, by whose eyes, and what is opened there. */
export interface Picture {
  name: string
  /** `{name}` stands for a place of the instance. */
  path: string
  /** Default: the owner. */
  viewer?: Viewer | 'nobody'
  /** What is done on the page first, one after the other. */
  steps?: readonly Step[]
  /** More than the visible part. */
  whole?: boolean
  /** It is there on a phone only. */
  phone?: boolean
}
