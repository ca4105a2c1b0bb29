import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Gives a request back that asks for a protocol which is not spoken here: the server may go on as if
 * it had not asked (RFC 9110 section 7.8), and some clients always ask. Node has taken the socket from
 * its parser by then, so the request is read once more, without the question.
 */
export function passOn(
  http: HttpServer,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const { rawHeaders, method, url, httpVersion } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    const kept = keep(name.toLowerCase(), value)
    if (kept !== undefined) lines.push(`${name}: ${kept}`)
  }
  // Headers are read as latin1, so written as that they are the bytes that came.
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  if (head.length > 0) socket.unshift(head)
  socket.unshift(bytes)
  http.emit('connection', socket)
}

function keep(name: string, value: string): string | undefined {
  if (name === 'upgrade' || name === 'http2-settings') return undefined
  if (name !== 'connection') return value
  const options = value.split(',').map(option => option.trim())
  const kept = options.filter(option => !/^(upgrade|http2-settings)$/i.test(option))
  return kept.length > 0 ? kept.join(', ') : undefined
}
