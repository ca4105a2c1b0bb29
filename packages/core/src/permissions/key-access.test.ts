import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPermissions, referenceAllows, WORLD } from '../testing/reference.ts'
import { type KeyAccess, keyAccess } from './key-access.ts'
import { normalisePermissions } from './normalise.ts'

describe('the access of a key', () => {
  it.each<[string | null, string[] | null, KeyAccess]>([
    ['ADMIN', null, 'all'],
    ['ADMIN', ['*:*'], 'all'],
    [null, ['*:*'], 'all'],
    ['ADMIN', ['*:read'], 'readOnly'],
    ['READONLY', null, 'readOnly'],
    ['READONLY', ['*:read'], 'readOnly'],
    ['READONLY', ['*:*'], 'readOnly'],
    [null, ['*:read'], 'readOnly'],
    ['ADMIN', [], 'restricted'],
    ['READONLY', ['content.*:read'], 'restricted'],
    [null, ['content.*:*'], 'restricted'],
    [null, [], 'restricted'],
    ['EDITOR', null, 'restricted'],
    ['EDITOR', ['*:*'], 'restricted'],
    ['SUPPORT', ['*:read'], 'restricted'],
  ])('of role %s and scopes %j is %s', (role, scopes, access) => {
    expect(keyAccess(role, scopes)).toBe(access)
  })

  it('of scopes alone is what they really allow: everything, reading everything, or less', () => {
    const anyScopes = fc.oneof(
      anyPermissions,
      anyPermissions.map(list => [...list, '*:read']),
      anyPermissions.map(list => [...list, '*.*:*']),
    )
    fc.assert(
      fc.property(anyScopes, scopes => {
        const allowed = WORLD.filter(permission => referenceAllows(scopes, permission))
        const reads = WORLD.filter(permission => permission.endsWith(':read'))
        const expected =
          allowed.length === WORLD.length
            ? 'all'
            : allowed.join() === reads.join()
              ? 'readOnly'
              : 'restricted'
        expect(keyAccess(null, normalisePermissions(scopes))).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })
})
