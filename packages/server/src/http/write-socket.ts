import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { pairsOf } from './fast-path.ts'
import type { HotAnswer } from './hot-answer.ts'

/** Answers where there is no response to write to, only a socket, and ends that. */
export function endSocket(socket: Duplex, { status, headers, body }: HotAnswer): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...pairsOf(headers).map(pair => pair.join(': ')),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`)
}
