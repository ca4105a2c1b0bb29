import { REALTIME_CLOSE } from '@keywright/contract'
import type { WebSocket } from 'ws'
import type { AppError } from '../../app-error.ts'

/** How long a client may take to say good-bye. */
const FAREWELL_MILLISECONDS = 2000

/** Tells a client why it is cut, and cuts it soon after if it does not answer. The reason is a code. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason)
  setTimeout(() => socket.terminate(), FAREWELL_MILLISECONDS).unref()
}

/** With what a refusal closes a websocket. */
export function closeCodeOf({ code, status }: AppError): number {
  if (code === 'SHUTTING_DOWN') return REALTIME_CLOSE.shuttingDown
  return BY_STATUS[status] ?? REALTIME_CLOSE.failed
}

const BY_STATUS: Readonly<Record<number, number>> = {
  400: REALTIME_CLOSE.malformed,
  401: REALTIME_CLOSE.ended,
  403: REALTIME_CLOSE.forbidden,
  404: REALTIME_CLOSE.notFound,
  408: REALTIME_CLOSE.slow,
  415: REALTIME_CLOSE.binary,
  429: REALTIME_CLOSE.limited,
  503: REALTIME_CLOSE.unavailable,
}
