import { Agent, request as httpRequest } from 'node:http'
import { API, PERMISSION } from './keys.ts'
import { CONNECTIONS, type LoadRequest } from './load.ts'

/** A verification by a caller, as an API would ask for each of its requests. */
export function verifyRequest(caller: string, token: string): LoadRequest {
  return {
    method: 'POST',
    path: '/v1/verify',
    headers: { authorization: `Bearer ${caller}`, 'content-type': 'application/json' },
    body: JSON.stringify({ token, permissions: [PERMISSION] }),
  }
}

/** A proxy's question about a request with this token. */
export function forwardRequest(token: string): LoadRequest {
  return {
    method: 'GET',
    path: `/v1/forward-auth/main/${API}`,
    headers: {
      authorization: `Bearer ${token}`,
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-method': 'GET',
      'x-forwarded-uri': '/orders/4711?expand=items',
    },
  }
}

/** An answer as it came. */
export interface Answer {
  status: number
  headers: string[]
  body: string
}

/** Sends single requests over connections that stay open. */
export interface Sender {
  send(request: LoadRequest): Promise<Answer>
  close(): void
}

/** Opens at most so many connections, each when it is first needed. */
export function createSender(url: string, connections = CONNECTIONS): Sender {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  return {
    send: ({ method, path, headers, body = '' }) =>
      new Promise((resolve, reject) => {
        const length = { 'content-length': String(Buffer.byteLength(body)) }
        const request = httpRequest(`${url}${path}`, {
          agent,
          method,
          headers: { ...headers, ...(method === 'POST' && length) },
        })
        request.on('error', reject)
        request.on('response', response => {
          let text = ''
          response.setEncoding('utf8').on('data', chunk => {
            text += chunk
          })
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.rawHeaders,
              body: text,
            }),
          )
        })
        request.end(body)
      }),
    close: () => agent.destroy(),
  }
}

/** Verifies every token once, over many connections; throws when one is neither valid nor revoked. */
export async function verifyAll(
  url: string,
  caller: string,
  tokens: readonly string[],
): Promise<void> {
  const sender = createSender(url)
  const waiting = tokens.values()
  const work = async () => {
    for (const token of waiting) {
      const { body } = await sender.send(verifyRequest(caller, token))
      if (!/^{"valid":(true|false,"code":"REVOKED")/.test(body)) throw new Error(body)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, work))
  sender.close()
}
