import { type RealtimeRequest, realtimeRequest } from '@keywright/contract'
import { AppError } from '../../app-error.ts'
import { parseJson } from '../../http/body.ts'
import { parsePart } from '../../http/parse-part.ts'

/** A message that is none of the protocol's; `id` where it is a subscription's. */
export interface Unreadable {
  type: 'unreadable'
  id: string | undefined
  error: AppError
}

/** Reads a message of a client; never throws. */
export function readRealtimeRequest(text: string): RealtimeRequest | Unreadable {
  let raw: unknown
  try {
    raw = parseJson(text)
    refusePrototypes(text)
    // `parsePart` returns what this very schema made of the message.
    return parsePart(realtimeRequest, raw, '') as RealtimeRequest
  } catch (error) {
    const refusal =
      error instanceof AppError ? error : new AppError('BAD_REQUEST', { cause: error })
    return { type: 'unreadable', id: idOf(raw), error: refusal }
  }
}

/** As in the filters of lists: parts that are silently left out would show more than was asked for. */
function refusePrototypes(text: string) {
  if (!text.includes('__proto__')) return
  throw new AppError('VALIDATION_FAILED', {
    errors: [{ pointer: '', message: '__proto__ is no field' }],
  })
}

function idOf(raw: unknown): string | undefined {
  if (typeof raw !== 'object' || raw === null || !('type' in raw) || !('id' in raw))
    return undefined
  const { type, id } = raw
  const isName = typeof id === 'string' && id.length >= 1 && id.length <= 64
  return type === 'subscribe' && isName ? id : undefined
}
