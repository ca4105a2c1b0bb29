import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  anyLayers,
  anyPermission,
  anyPermissions,
  referenceDecides,
  referenceInstances,
  WORLD,
} from '../testing/reference.ts'
import { compilePermissions, createLayer, type Layer } from './compile.ts'
import { decide, holdsAll } from './decide.ts'
import { PermissionSyntaxError } from './grammar.ts'
import { requirePermission } from './required.ts'

describe('decide', () => {
  it.each([
    ['content.article:update', 'content.article:update', true],
    ['content.article:update', 'content.article:read', false],
    ['content.article:update', 'content.page:update', false],
    ['content.article:update', 'content.article.draft:update', false],
    ['content.*:read', 'content.article:read', true],
    ['content.*:read', 'content.article.draft:read', true],
    ['content.*:read', 'contents.article:read', false],
    ['content.*.draft:read', 'content.article.draft:read', true],
    ['content.*.draft:read', 'content.article.old.draft:read', false],
    ['*.article:read', 'content.article:read', true],
    ['*.article:read', 'content.article.draft:read', false],
    ['*:read', 'shop.orders.lines:read', true],
    ['*:read', 'shop.orders:refund', false],
    ['*.*:read', 'shop.orders:read', true],
    ['*:*', 'shop.orders:refund', true],
    ['shop.orders:*', 'shop.orders:never-heard-of', true],
    ['shop.orders:refund', 'shop.orders:refund', true],
    ['shop.orders:refund', 'shop.orders:cancel', false],
    ['content.article:write', 'content.article:create', true],
    ['content.article:write', 'content.article:update', true],
    ['content.article:write', 'content.article:delete', true],
    ['content.article:write', 'content.article:read', false],
    ['content.article:write', 'content.article:publish', false],
    ['content.article:update', 'content.article:write', false],
    ['content.article:write', 'content.article:*', false],
    ['content.article:*', 'content.article:write', true],
    ['content.*:read', '*:read', false],
    ['*:read', 'content.*:read', true],
    ['*:read', '*.*:read', true],
    ['content.*:read', 'content.*.draft:read', true],
    ['content.article:read', 'Content.article:read', false],
  ])('with %s granted and %s asked, answers %s', (grant, asked, allowed) => {
    expect(decide([createLayer('role', [grant])], asked).allowed).toBe(allowed)
  })

  it('refuses a principal without layers by layer 0', () => {
    expect(decide([], 'content.article:read')).toEqual({ allowed: false, layer: 0 })
  })

  it('lets an empty list allow nothing', () => {
    expect(decide([createLayer('scopes', [])], 'content.article:read').allowed).toBe(false)
  })

  it('names the first layer that refused', () => {
    const layers = stack([['*:*'], ['content.*:read'], []])
    expect(decide(layers, 'content.article:update')).toEqual({ allowed: false, layer: 1 })
    expect(decide(layers, 'content.article:read')).toEqual({ allowed: false, layer: 2 })
    expect(decide(stack([...new Array<string[]>(12).fill(['*:*']), []]), 'a.b:read')).toEqual({
      allowed: false,
      layer: 12,
    })
  })

  it('adds up the parts of a :write from several grants', () => {
    const layers = stack([['content.*:create', 'content.article:update', '*.article:delete']])
    expect(decide(layers, 'content.article:write').allowed).toBe(true)
    expect(decide(layers, 'content.page:write').allowed).toBe(false)
  })

  it('throws for a text that is no permission', () => {
    expect(() => decide(stack([['*:*']]), 'content')).toThrow(PermissionSyntaxError)
  })

  it('agrees with the reference on every permission of the world', () => {
    fc.assert(
      fc.property(anyLayers, lists => {
        const layers = stack(lists)
        for (const permission of WORLD) {
          expect(decide(layers, permission).allowed).toBe(referenceDecides(lists, permission))
        }
      }),
    )
  })

  it('allows a wildcard exactly when it allows all that the wildcard stands for', () => {
    fc.assert(
      fc.property(anyLayers, anyPermission, (lists, asked) => {
        const all = referenceInstances(asked).every(one => referenceDecides(lists, one))
        expect(decide(stack(lists), asked).allowed).toBe(all)
      }),
      { numRuns: 500 },
    )
  })

  it('never allows more after a layer is added', () => {
    fc.assert(
      fc.property(
        fc.array(anyPermissions, { minLength: 1, maxLength: 3 }),
        anyPermissions,
        anyPermission,
        (lists, added, asked) => {
          const before = decide(stack(lists), asked).allowed
          const after = decide(stack([...lists, added]), asked).allowed
          expect(after && !before).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('never allows more after a permission is taken from a layer', () => {
    fc.assert(
      fc.property(
        anyPermissions.chain(list => fc.tuple(fc.constant(list), fc.subarray(list))),
        anyPermission,
        ([list, fewer], asked) => {
          const before = decide(stack([list]), asked).allowed
          const after = decide(stack([fewer]), asked).allowed
          expect(after && !before).toBe(false)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('does not depend on the order of layers, nor of the permissions in one', () => {
    fc.assert(
      fc.property(anyLayers, anyPermission, (lists, asked) => {
        const turned = lists.map(list => list.toReversed()).toReversed()
        expect(decide(stack(turned), asked).allowed).toBe(decide(stack(lists), asked).allowed)
      }),
      { numRuns: 500 },
    )
  })

  it('answers the same after ten thousand other resources were asked for', () => {
    const layers = stack([['content.*:read', 'shop.orders:refund']])
    for (let index = 0; index < 10_000; index++) {
      expect(decide(layers, `content.type${index}:read`).allowed).toBe(true)
      expect(decide(layers, `shop.type${index}:refund`).allowed).toBe(false)
    }
    expect(decide(layers, 'shop.orders:refund').allowed).toBe(true)
    expect(decide(layers, 'shop.orders:read').allowed).toBe(false)
  })

  it('answers a parsed requirement like its text', () => {
    const layers = stack([['shop.orders:refund']])
    expect(decide(layers, requirePermission('shop.orders:refund')).allowed).toBe(true)
    expect(decide(layers, requirePermission('shop.orders:cancel')).allowed).toBe(false)
  })
})

describe('compilePermissions', () => {
  it('shares one object among lists that mean the same', () => {
    const compiled = compilePermissions(['content.a:read', 'content.b:write'])
    expect(compilePermissions(['content.b:write', 'content.a:read'])).toBe(compiled)
    expect(compilePermissions(['content.a:read', 'content.b:write', 'content.b:create'])).toBe(
      compiled,
    )
    expect(compiled.layer('role')).toBe(createLayer('role', ['content.b:write', 'content.a:read']))
    expect(compiled.layer('role')).not.toBe(compiled.layer('scopes'))
  })

  it('refuses a list that only looks like a known one when joined', () => {
    compilePermissions(['content.a:read', 'content.b:read'])
    expect(() => compilePermissions(['content.a:read\ncontent.b:read'])).toThrow(
      PermissionSyntaxError,
    )
  })

  it('does not let anyone change what a set grants', () => {
    expect(Object.isFrozen(compilePermissions(['content.a:read']).permissions)).toBe(true)
  })
})

describe('holdsAll', () => {
  it('returns what is not held in full, as it was written', () => {
    const layers = stack([['content.*:write', 'content.*:read'], ['content.article:*']])
    expect(
      holdsAll(layers, ['content.article:write', 'content.*:read', 'content.article:*', '*:*']),
    ).toEqual(['content.*:read', 'content.article:*', '*:*'])
  })

  it('returns nothing exactly when the reference allows all that the list stands for', () => {
    fc.assert(
      fc.property(anyLayers, anyPermissions, (lists, asked) => {
        const missing = asked.filter(
          permission => !referenceInstances(permission).every(one => referenceDecides(lists, one)),
        )
        expect(holdsAll(stack(lists), asked)).toEqual(missing)
      }),
      { numRuns: 500 },
    )
  })
})

function stack(lists: readonly (readonly string[])[]): Layer[] {
  return lists.map(list => createLayer('scopes', list))
}
