import { once } from 'node:events'
import { connect } from 'node:net'
import { type Child, startChild } from './children.ts'
import type { LoadRequest } from './load.ts'
import { fromHere } from './paths.ts'
import { freePort } from './ports.ts'
import { createSender } from './requests.ts'

/** A node:http server that does nothing but to read a request and send an answer. */
export interface BareServer extends Child {
  readonly url: string
}

/** Starts a bare server that gives the answer which `url` gives now; throws when a byte differs on the socket. */
export async function startBare(
  url: string,
  request: LoadRequest,
  core: number | undefined,
): Promise<BareServer> {
  const sender = createSender(url, 1)
  const { status, headers, body } = await sender.send(request)
  sender.close()
  const port = await freePort()
  const bareUrl = `http://127.0.0.1:${port}`
  const program = ['--import', 'tsx', fromHere('programs/bare.ts'), String(port)]
  const child = startChild(process.execPath, program, {
    core,
    env: { ANSWER: JSON.stringify({ status, headers: ownHeaders(headers), body }) },
    ipc: true,
  })
  await once(child.process, 'message')
  const [ours, theirs] = [await rawAnswer(url, request), await rawAnswer(bareUrl, request)]
  if (withoutMoment(ours) !== withoutMoment(theirs) || ours.length !== theirs.length) {
    await child.stop()
    throw new Error(`The bare server answers other bytes:\n${ours}\n\n${theirs}`)
  }
  return { ...child, url: bareUrl }
}

/** Those that Node writes by itself are left to it. */
function ownHeaders(headers: readonly string[]): string[] {
  const byNode = new Set(['date', 'connection', 'keep-alive'])
  return headers.filter((_, index) => {
    const name = headers[index - (index % 2)]?.toLowerCase() ?? ''
    return !byNode.has(name)
  })
}

/** All bytes of an answer on a connection that stays open. */
async function rawAnswer(url: string, { method, path, headers, body = '' }: LoadRequest) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname).setEncoding('latin1')
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: localhost',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(method === 'POST' ? [`content-length: ${Buffer.byteLength(body)}`] : []),
  ]
  socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
  let text = ''
  for await (const chunk of socket) {
    text += chunk
    const [head = '', rest] = text.split('\r\n\r\n')
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? Number.NaN)
    if (Number.isNaN(length)) throw new Error(`An answer without a length:\n${text}`)
    if (rest !== undefined && rest.length >= length) break
  }
  socket.destroy()
  return text
}

/** Time and request id are of the moment; all else must be the same. */
function withoutMoment(answer: string): string {
  return answer.replace(/^(date|x-request-id): .*$/gim, '$1')
}
