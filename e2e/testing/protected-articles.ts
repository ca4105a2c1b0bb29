import { expect } from 'vitest'
import { listen } from '../../packages/server/src/http/listen.ts'
import {
  createTestServer,
  type TestServer,
} from '../../packages/server/src/testing/create-test-server.ts'
import { startNginx, startUpstream } from './nginx.ts'
import { type RawRequest, type RawResponse, send } from './send.ts'

type Client = ReturnType<TestServer['client']>
type IssuedKey = Awaited<ReturnType<Client['keys']['create']>>
type KeyFields = Parameters<Client['keys']['create']>[0]['body']

/** The example at work: a real Keywright, which listens, a real nginx, and the API behind it. */
export interface ProtectedArticles {
  /** Of nginx. */
  readonly port: number
  readonly keywright: TestServer
  readonly domainId: string
  /** An admin of the domain. */
  readonly admin: Client
  adminOf(domainId: string): Promise<Client>
  /** Makes a key; unless said otherwise one that may read articles. */
  issue(fields?: Partial<KeyFields>): Promise<IssuedKey>
  /** What nginx answers to a request with this key. */
  get(path: string, token: string): Promise<RawResponse>
  close(): Promise<void>
}

/** Starts all three; the API is registered in the domain that nginx asks about. */
export async function startProtectedArticles(nginx: string): Promise<ProtectedArticles> {
  const running: { close(): Promise<void> }[] = []
  const close = async () => {
    for (const part of running.reverse()) await part.close()
  }
  async function start<Part extends { close(): Promise<void> }>(starting: Promise<Part>) {
    const part = await starting
    running.push(part)
    return part
  }
  try {
    const keywright = await start(
      createTestServer({ engine: 'sqlite', config: { trustedProxies: 1 } }),
    )
    const { url } = await start(listen(keywright.server, { host: '127.0.0.1', port: 0 }))
    const upstream = await start(startUpstream())
    const ports = { keywright: Number(new URL(url).port), articles: upstream.port }
    const { port } = await start(startNginx(nginx, ports))
    const { id: domainId } = await keywright.seed.domain('main')
    const adminOf = async (id: string) => {
      const { cookie } = await keywright.seed.user(`admin-${id}`, { roles: { [id]: 'ADMIN' } })
      return keywright.client({ cookie })
    }
    const admin = await adminOf(domainId)
    await admin.apis.create({ params: { domain: 'main' }, body: ARTICLES })
    return {
      port,
      keywright,
      domainId,
      admin,
      adminOf,
      issue: fields =>
        admin.keys.create({
          params: { domain: 'main' },
          body: { name: 'A key', scopes: ['articles.article:read'], ...fields },
        }),
      get: (path, token) => send(port, { path, headers: bearer(token) }),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

const ARTICLES: Parameters<Client['apis']['create']>[0]['body'] = {
  slug: 'articles',
  name: 'Articles',
  resources: [{ name: 'article', actions: ['read', 'create'] }],
  routes: [
    { method: 'GET', path: '/articles', permission: 'articles.article:read' },
    { method: 'GET', path: '/articles/:id', permission: 'articles.article:read' },
    { method: 'POST', path: '/articles', permission: 'articles.article:create' },
    { method: 'GET', path: '/admin', permission: 'articles.admin:read' },
    { method: 'GET', path: '/whoami', permission: null },
  ],
}

/** The header that brings a key. */
export function bearer(token: string): NonNullable<RawRequest['headers']> {
  return { Authorization: `Bearer ${token}` }
}

/** A request as the API of the example saw it. */
export interface Seen {
  method: string
  url: string
  caller: Record<string, unknown>
  headers: Record<string, string>
}

/** What the API of the example saw of the request that this answers. */
export function seenBy({ body }: RawResponse): Seen {
  return JSON.parse(body)
}

/** The problem that a refusal is; fails for anything that the API wrote. */
export function refusalIn({ status, headers, body }: RawResponse): Record<string, unknown> {
  expect(headers['content-type']).toEqual(['application/problem+json'])
  const problem: Record<string, unknown> = JSON.parse(body)
  expect(problem).not.toHaveProperty('caller')
  expect(problem.status).toBe(status)
  return problem
}
