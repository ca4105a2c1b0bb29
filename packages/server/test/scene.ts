import type { Client, DomainSettings } from '@keywright/contract'
import type { TestServer } from '../src/testing/create-test-server.ts'
import type { SeededUser } from '../src/testing/seed.ts'

/** A domain of its own, with somebody who may do everything in it and on the instance. */
export interface Scene {
  server: TestServer
  domain: { id: string; slug: string }
  admin: Client
  owner: SeededUser
  settings: Partial<DomainSettings>
}

/** The password of everybody in a scene. */
export const PASSWORD = 'correct horse battery staple'

/** The domain's own role in every scene: reads all, and manages people. */
export const SUPPORT = { name: 'SUPPORT', permissions: ['*:read', 'backoffice.users:write'] }

/** Makes a scene. Tokens of its custom keys are kept sealed, so that reveal has something to show. */
export async function createScene(
  server: TestServer,
  settings: Partial<DomainSettings> = {},
): Promise<Scene> {
  const all = { revealableKeys: true, ...settings }
  const domain = await server.seed.domain(unique('domain'), all)
  await server.seed.role(domain.id, SUPPORT.name, SUPPORT.permissions)
  const owner = await server.seed.user(unique('owner'), {
    roles: { [domain.id]: 'ADMIN' },
    instanceAdmin: true,
    password: PASSWORD,
  })
  return { server, domain, owner, admin: server.client(owner), settings: all }
}

let made = 0

/** A name that nothing else in this run has. */
export function unique(name: string): string {
  made += 1
  return `${name}-${made}`
}
