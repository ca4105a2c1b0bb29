import { once } from 'node:events'
import { request as startRequest } from 'node:http'
import { text } from 'node:stream/consumers'

/** A request as it goes over the wire: nothing of it is tidied up on the way. */
export interface RawRequest {
  method?: string
  /** The request target, verbatim. */
  path?: string
  /** A list is sent as one header line for each value. */
  headers?: Record<string, string | string[]>
  body?: string
  /** The address that the client has; any of 127.0.0.0/8. */
  from?: string
}

/** What came back. */
export interface RawResponse {
  status: number
  headers: NodeJS.Dict<string[]>
  body: string
}

/** Sends a request to a port of this machine. */
export async function send(port: number, request: RawRequest = {}): Promise<RawResponse> {
  const { method = 'GET', path = '/', headers = {}, body, from = '127.0.0.1' } = request
  const options = { host: '127.0.0.1', port, method, path, headers, localAddress: from }
  const outgoing = startRequest({ ...options, agent: false }).end(body)
  const [response] = await once(outgoing, 'response')
  return {
    status: response.statusCode,
    headers: response.headersDistinct,
    body: await text(response),
  }
}
