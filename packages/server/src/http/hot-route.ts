import type { HeaderReader } from '@keywright/core'
import type { HotAnswer } from './hot-answer.ts'

/** A request on one of the hot paths, whoever brought it. */
export interface HotRequest {
  method: string
  header: HeaderReader
  /** Empty where the path takes none. */
  body: Uint8Array
  remoteAddress: string | undefined
}

/** One of the hot paths. */
export interface HotRoute {
  /** The endpoint's id, for the metrics. */
  readonly id: string
  readonly takesBody: boolean
  readonly run: (request: HotRequest) => HotAnswer | Promise<HotAnswer>
  /** Writes its refusals, where they are not those of all. */
  readonly refuse?: (error: unknown) => HotAnswer
}

/** The hot route of a request; undefined: it is for somebody else. */
export type FindHotRoute = (
  method: string,
  url: string,
  header: HeaderReader,
) => HotRoute | undefined
