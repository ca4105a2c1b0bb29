import { BUILT_IN_ROLES } from '@keywright/core'
import { DAY, HOUR } from '../src/lib/clock.ts'
import { exchangeRequest, readTokens } from '../src/testing/integrator.ts'
import type { Caller, Facts, MakeCaller } from './caller.ts'
import { assertionFor } from './sample-parts.ts'
import { createScene, PASSWORD, type Scene, SUPPORT, unique } from './scene.ts'

const { ADMIN, EDITOR, READONLY } = BUILT_IN_ROLES

/** Everybody whom the table of who may do what is about. */
export const PRINCIPALS = {
  anonymous: async scene => ({ facts: factsOf(scene, { kind: 'anonymous' }), headers: {} }),

  admin: scene => member(scene, 'ADMIN', ADMIN.permissions),
  editor: scene => member(scene, 'EDITOR', EDITOR.permissions),
  readonly: scene => member(scene, 'READONLY', READONLY.permissions),
  'own role': scene => member(scene, SUPPORT.name, SUPPORT.permissions),
  'instance admin': scene => person(scene, { instanceAdmin: true }),

  'admin elsewhere': async scene => {
    const other = await createScene(scene.server, scene.settings)
    return person(scene, { roles: { [other.domain.id]: 'ADMIN' } })
  },

  'suspended admin': async scene => {
    const caller = await member(scene, 'ADMIN', ADMIN.permissions)
    await db(scene)
      .updateTable('memberships')
      .set({ suspended_at: scene.server.clock.now() })
      .where('user_id', '=', idOf(caller))
      .execute()
    return { ...caller, facts: { ...caller.facts, layers: undefined } }
  },

  'admin of both, password long ago': async scene => {
    const caller = await person(scene, {
      roles: { [scene.domain.id]: 'ADMIN' },
      instanceAdmin: true,
    })
    await db(scene)
      .updateTable('sessions')
      .set({ authenticated_at: scene.server.clock.now() - HOUR })
      .where('user_id', '=', idOf(caller))
      .execute()
    const facts = { ...caller.facts, layers: [ADMIN.permissions], fresh: false }
    return { ...caller, memberId: idOf(caller), facts }
  },

  'session past its end': async scene => {
    const caller = await member(scene, 'ADMIN', ADMIN.permissions)
    await db(scene)
      .updateTable('sessions')
      .set({ expires_at: scene.server.clock.now() })
      .where('user_id', '=', idOf(caller))
      .execute()
    return { ...caller, facts: { ...caller.facts, valid: false } }
  },

  'idle session': async scene => {
    const caller = await member(scene, 'ADMIN', ADMIN.permissions)
    await db(scene)
      .updateTable('sessions')
      .set({ last_seen_at: scene.server.clock.now() - DAY })
      .where('user_id', '=', idOf(caller))
      .execute()
    return { ...caller, facts: { ...caller.facts, valid: false } }
  },

  'deactivated admin': async scene => {
    const caller = await member(scene, 'ADMIN', ADMIN.permissions)
    await db(scene)
      .updateTable('users')
      .set({ disabled_at: scene.server.clock.now() })
      .where('id', '=', idOf(caller))
      .execute()
    return { ...caller, facts: { ...caller.facts, valid: false } }
  },

  'key, ADMIN': scene => key(scene, { role: 'ADMIN' }, [ADMIN.permissions]),

  'key, ADMIN, programmatic': async scene => {
    const caller = await key(scene, { role: 'ADMIN' }, [ADMIN.permissions])
    await allowProgrammaticKeys(scene)
    return { ...caller, facts: { ...caller.facts, programmatic: true } }
  },

  'key, *:read': scene => key(scene, { scopes: ['*:read'] }, [['*:read']]),
  'key, no scopes': scene => key(scene, { scopes: [] }, [[]]),

  'key, ADMIN as READONLY': async scene => {
    const subject = await member(scene, 'READONLY', READONLY.permissions)
    return key(scene, { role: 'ADMIN', actsAs: idOf(subject) }, [
      ADMIN.permissions,
      READONLY.permissions,
    ])
  },

  'key, revoked': async scene => {
    const caller = await key(scene, { role: 'ADMIN' }, [ADMIN.permissions])
    const { items } = await scene.admin.keys.list({ params: { domain: scene.domain.id } })
    for (const { id, name } of items) {
      if (name !== caller.keyName) continue
      await scene.admin.keys.revoke({ params: { domain: scene.domain.id, id }, body: {} })
    }
    return { ...caller, facts: { ...caller.facts, valid: false } }
  },

  'access token, *:read': scene => accessToken(scene, '*:read'),

  'access token, programmatic': async scene => {
    const caller = await accessToken(scene, '*:*')
    await allowProgrammaticKeys(scene)
    return { ...caller, facts: { ...caller.facts, programmatic: true } }
  },

  'key elsewhere': async scene => {
    const other = await createScene(scene.server, scene.settings)
    return key(other, { role: 'ADMIN' }, undefined)
  },
} as const satisfies Record<string, MakeCaller>

/** The name of a principal of the table. */
export type PrincipalName = keyof typeof PRINCIPALS

/** Their names, in the order of the table. */
export const PRINCIPAL_NAMES = Object.keys(PRINCIPALS) as PrincipalName[]

/** Those for whom the domain has to be otherwise than for all others. */
export const CHANGES_DOMAIN: ReadonlySet<PrincipalName> = new Set([
  'key, ADMIN, programmatic',
  'access token, programmatic',
])

function factsOf(scene: Scene, facts: Partial<Facts>): Facts {
  return {
    kind: 'session',
    valid: true,
    instanceAdmin: false,
    fresh: true,
    lasting: true,
    layers: undefined,
    programmatic: scene.settings.programmaticKeys === true,
    ...facts,
  }
}

async function person(
  scene: Scene,
  options: { roles?: Record<string, string>; instanceAdmin?: boolean },
): Promise<Caller> {
  const user = await scene.server.seed.user(unique('person'), { ...options, password: PASSWORD })
  const facts = factsOf(scene, { instanceAdmin: options.instanceAdmin === true })
  return { facts, headers: { cookie: user.cookie }, userId: user.id }
}

async function member(scene: Scene, role: string, permissions: readonly string[]): Promise<Caller> {
  const caller = await person(scene, { roles: { [scene.domain.id]: role } })
  const facts = { ...caller.facts, layers: [permissions] }
  return { ...caller, facts, memberId: idOf(caller) }
}

async function key(
  scene: Scene,
  grants: { role?: string; scopes?: string[]; actsAs?: string },
  layers: Facts['layers'],
): Promise<Caller & { keyName: string }> {
  const keyName = unique('key')
  const { token } = await scene.admin.keys.create({
    params: { domain: scene.domain.id },
    body: { name: keyName, ...grants },
  })
  return { facts: factsOf(scene, { kind: 'key', layers }), headers: { 'api-key': token }, keyName }
}

async function accessToken(scene: Scene, scope: string): Promise<Caller> {
  const assertion = await assertionFor(scene, { role: 'ADMIN', scopes: ['*:*'] })
  const request = exchangeRequest(assertion, scope)
  const { access_token } = await readTokens(await scene.server.request('/v1/oauth/token', request))
  const layers = [ADMIN.permissions, ['*:*'], [scope]]
  return {
    facts: factsOf(scene, { kind: 'key', layers, lasting: false }),
    headers: { authorization: `Bearer ${access_token}` },
  }
}

async function allowProgrammaticKeys({ admin, domain }: Scene): Promise<void> {
  const params = { domain: domain.slug }
  await admin.domains.update({ params, body: { settings: { programmaticKeys: true } } })
}

function idOf({ userId }: Caller): string {
  if (userId === undefined) throw new Error('This caller is not a person')
  return userId
}

function db(scene: Scene) {
  return scene.server.server.foundation.database.db
}
