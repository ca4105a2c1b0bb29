import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { VerifyResult } from '../verify-result.ts'

/** One question that arrived. */
export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly body: { token: string; permissions?: string[]; ip?: string }
}

/** A Keywright that knows the keys it was told of, on a port of its own. */
export interface FakeKeywright {
  readonly url: string
  /** All questions so far. */
  readonly asked: Asked[]
  /** What becomes of a token; all others are not found. */
  readonly keys: Map<string, VerifyResult>
  /** While it is there, it answers everything. */
  instead: RequestListener | undefined
  close(): Promise<void>
}

/** Starts one; questions take as long as a socket takes. */
export async function startFakeKeywright(): Promise<FakeKeywright> {
  const server = createServer(async (request, response) => {
    const body: Asked['body'] = JSON.parse(await text(request))
    const { authorization } = request.headers
    fake.asked.push({ path: request.url ?? '', authorization, body })
    if (fake.instead) return fake.instead(request, response)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(answerTo(body)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo

  function answerTo({ token, permissions = [] }: Asked['body']): VerifyResult {
    const known = fake.keys.get(token) ?? { valid: false, code: 'NOT_FOUND' }
    const missing = permissions.filter(needed => !known.permissions?.includes(needed))
    if (!known.valid || missing.length === 0) return known
    return { ...known, valid: false, code: 'FORBIDDEN', missing, layer: 'scopes' }
  }

  const fake: FakeKeywright = {
    url: `http://127.0.0.1:${port}`,
    asked: [],
    keys: new Map(),
    instead: undefined,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return fake
}

/** A token of Keywright's own shape, with a checksum that is right. */
export const GOOD_TOKEN = 'kw_00000000000000000000000000000000000000000004RAm10'

/** The answer about a key that may read articles. */
export const READER: VerifyResult = {
  valid: true,
  code: 'VALID',
  key: {
    id: 'key_01jcxk3y5nfm8v9qv2r3w4t5a6',
    name: 'Reader',
    kind: 'custom',
    domainId: 'dom_01jcxk3y5nfm8v9qv2r3w4t5a6',
    expiresAt: null,
    metadata: { plan: 'gold' },
  },
  subject: null,
  permissions: ['articles.article:read'],
}
