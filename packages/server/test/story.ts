import type { TestServer } from '../src/testing/create-test-server.ts'
import { type Scene, unique } from './scene.ts'

/** All that was used, and all that came back where nothing of it should. */
export interface Story {
  secrets: Map<string, string>
  /** Tokens that were put where they do not belong, by the place. */
  misplaced: Map<string, string>
  refusals: string[]
  /** Answers to questions about things whose secret was told before. */
  answers: string[]
  /** The database files while everything is still open. */
  files: Record<string, Buffer>
  /** A name that is no secret, to prove that the search looks at the right places. */
  publicName: string
  keyId: string
  scene: Scene
}

/** Asks what is to be refused, or what answers no secret. */
export async function ask(
  server: TestServer,
  story: Story,
  path: string,
  init: RequestInit,
): Promise<void> {
  const response = await server.request(path, init)
  const text = await response.text()
  if (response.status >= 400) story.refusals.push(text)
  // A new key answers its own token, and nobody else's.
  else if (response.status !== 201) story.answers.push(text)
  else keep(story.secrets, unique(`a token of ${path}`), JSON.parse(text).token)
  story.refusals.push(JSON.stringify([...response.headers]))
}

export function keep(secrets: Map<string, string>, name: string, secret: string): string {
  if (secret.length < 8) throw new Error(`${name} is not there`)
  secrets.set(name, secret)
  return secret
}

/** All tokens in an answer that is allowed to have them. */
export function keepFound(secrets: Map<string, string>, text: string, from: string): void {
  for (const [token] of text.matchAll(/[a-z0-9]{2,16}_[0-9A-Za-z]{49}/g)) {
    keep(secrets, unique(`a token of ${from}`), token)
  }
}

export function json(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
