import type { Endpoint } from '@keywright/contract'

/** What goes into a request of one endpoint. */
export interface Sample {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, string>>
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

/** A request as `TestServer.request` takes it. */
export interface RawRequest {
  path: string
  init: { method: string; headers: Record<string, string>; body?: string | Uint8Array<ArrayBuffer> }
}

/** The request that a well-behaved client would send, with the headers of a credential. */
export function requestOf(
  endpoint: Endpoint,
  sample: Sample,
  credential: Readonly<Record<string, string>> = {},
): RawRequest {
  const query = new URLSearchParams(sample.query).toString()
  const path = pathOf(endpoint, sample) + (query && `?${query}`)
  const headers: Record<string, string> = { ...sample.headers, ...credential }
  if (sample.body === undefined) return { path, init: { method: endpoint.method, headers } }
  if (endpoint.upload) {
    headers['content-type'] = `multipart/form-data; boundary=${BOUNDARY}`
    return { path, init: { method: endpoint.method, headers, body: multipart(sample.body) } }
  }
  // A body that is no JSON is given as it travels, and its type with the headers.
  if (endpoint.streamed) {
    return { path, init: { method: endpoint.method, headers, body: String(sample.body) } }
  }
  headers['content-type'] = endpoint.form ? FORM : 'application/json'
  const body = endpoint.form
    ? // The samples of form endpoints are flat records of text.
      new URLSearchParams(sample.body as Record<string, string>).toString()
    : JSON.stringify(sample.body)
  return { path, init: { method: endpoint.method, headers, body } }
}

const BOUNDARY = 'between-the-parts'

/** The samples of uploads are flat records of text, the last one of them the file. */
function multipart(body: unknown): string {
  const fields = Object.entries(body ?? {})
  const parts = fields.map(([name, value], index) => {
    const file = index === fields.length - 1 ? '; filename="sample.txt"' : ''
    const disposition = `content-disposition: form-data; name="${name}"${file}`
    return `--${BOUNDARY}\r\n${disposition}\r\n\r\n${value}\r\n`
  })
  return `${parts.join('')}--${BOUNDARY}--\r\n`
}

/** The path of an endpoint with its parameters filled in, without a query. */
function pathOf(endpoint: Endpoint, { params = {} }: Sample): string {
  return endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(params[name] ?? `missing-${name}`),
  )
}

/** The media type of form endpoints. */
export const FORM = 'application/x-www-form-urlencoded'
