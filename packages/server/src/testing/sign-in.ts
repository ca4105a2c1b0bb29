import type { TestServer } from './create-test-server.ts'

/** What the server answered to somebody who tried to sign in. */
export interface SignInAnswer {
  status: number
  headers: Headers
  body: { code?: string; user?: { id: string }; retryAfterSeconds?: number; requestId?: string }
  /** For the Cookie header; empty when no session began. */
  cookie: string
}

/** Tries to sign in from an address, as a browser or a program would. */
export async function signIn(
  server: TestServer,
  claim: { email: string; password: string; totp?: string },
  { from = '127.0.0.1', headers = {} }: { from?: string; headers?: Record<string, string> } = {},
): Promise<SignInAnswer> {
  const response = await server.request('/v1/session', {
    method: 'POST',
    from,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(claim),
  })
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as SignInAnswer['body'],
    cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '',
  }
}
