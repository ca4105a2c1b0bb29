import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLayers, referenceAllows, referenceDecides, WORLD } from '../testing/reference.ts'
import { createLayer, type Layer } from './compile.ts'
import { decide, holdsAll } from './decide.ts'
import { effectivePermissions } from './effective.ts'
import { isPermission } from './grammar.ts'
import { normalisePermissions } from './normalise.ts'
import { BUILT_IN_ROLES } from './roles.ts'

describe('effectivePermissions', () => {
  it.each([
    [[], []],
    [[['*:*']], ['*:*']],
    [[['*:*'], []], []],
    [[['*:read'], ['content.article:*', 'shop.orders:refund']], ['content.article:read']],
    [[['content.*:*'], ['*.article:write']], ['content.article:write']],
    [[['content.*:*'], ['*.*.draft:read']], ['content.*.draft:read']],
    [[['content.*.draft:read'], ['content.article.*:read']], ['content.article.draft:read']],
    [[['content.article:read'], ['content.article.*:read']], []],
    [
      [['content.article:write'], ['content.*:update', '*:delete']],
      ['content.article:delete', 'content.article:update'],
    ],
  ])('of %j is %j', (lists, effective) => {
    expect(effectivePermissions(stack(lists))).toEqual(effective)
  })

  it('allows exactly what all layers allow', () => {
    fc.assert(
      fc.property(anyLayers, lists => {
        const effective = effectivePermissions(stack(lists))
        for (const permission of WORLD) {
          expect(referenceAllows(effective, permission)).toBe(referenceDecides(lists, permission))
        }
      }),
    )
  })

  it('is canonical, and held in full by the layers it came from', () => {
    fc.assert(
      fc.property(anyLayers, lists => {
        const layers = stack(lists)
        const effective = effectivePermissions(layers)
        expect(normalisePermissions(effective)).toEqual(effective)
        expect(holdsAll(layers, effective)).toEqual([])
      }),
    )
  })

  it('does not depend on the order of layers', () => {
    fc.assert(
      fc.property(anyLayers, lists => {
        expect(effectivePermissions(stack(lists.toReversed()))).toEqual(
          effectivePermissions(stack(lists)),
        )
      }),
    )
  })

  it('lists only permissions that can be written, however long the layers are', () => {
    const [long, other] = ['a', 'b'].map(name => `${name.repeat(63)}.${name.repeat(63)}`)
    const layers = stack([
      [`${long}.*:read`, 'shop.x:read'],
      [`*.*.${other}:read`, 'shop.*:read'],
    ])
    const effective = effectivePermissions(layers)
    expect(effective.every(isPermission)).toBe(true)
    expect(effective).toEqual(['shop.x:read'])
  })
})

describe('an editor', () => {
  const editor = stack([BUILT_IN_ROLES.EDITOR.permissions])

  it.each([
    ['content.article:publish', true],
    ['content.types:delete', true],
    ['backoffice.keys.own:create', true],
    ['backoffice.keys:read', false],
    ['backoffice.users:update', false],
    ['backoffice.users:impersonate', false],
    ['backoffice.domains:read', true],
    ['backoffice.domains:update', false],
    ['backoffice.shared-secret:read', false],
    ['backoffice.audit:read', false],
  ])('asking for %s is answered %s', (permission, allowed) => {
    expect(decide(editor, permission).allowed).toBe(allowed)
  })
})

function stack(lists: readonly (readonly string[])[]): Layer[] {
  return lists.map(list => createLayer('scopes', list))
}
