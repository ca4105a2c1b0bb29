import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPermissions, referenceAllows, WORLD } from '../testing/reference.ts'
import { normalisePermissions } from './normalise.ts'

describe('normalisePermissions', () => {
  it.each([
    [[], []],
    [
      ['content.b:read', 'content.a:read', 'content.b:read'],
      ['content.a:read', 'content.b:read'],
    ],
    [['content.a:create', 'content.a:delete', 'content.a:update'], ['content.a:write']],
    [
      ['content.a:write', 'content.a:read'],
      ['content.a:read', 'content.a:write'],
    ],
    [['content.a:write', 'content.a:*'], ['content.a:*']],
    [['content.a:read', 'content.*:read'], ['content.*:read']],
    [['content.a:read', '*:*', 'shop.orders:refund'], ['*:*']],
    [['*.*:read', '*:read'], ['*:read']],
    [['content.a.b:read', 'content.*.b:read'], ['content.*.b:read']],
    [
      ['content.*:create', 'content.a:write'],
      ['content.*:create', 'content.a:delete', 'content.a:update'],
    ],
    [
      ['content.*:read', 'content.a:*'],
      ['content.*:read', 'content.a:*'],
    ],
  ])('writes %j as %j', (list, canonical) => {
    expect(normalisePermissions(list)).toEqual(canonical)
  })

  it('keeps the meaning of every list', () => {
    fc.assert(
      fc.property(anyPermissions, list => {
        const canonical = normalisePermissions(list)
        for (const permission of WORLD) {
          expect(referenceAllows(canonical, permission)).toBe(referenceAllows(list, permission))
        }
      }),
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(anyPermissions, list => {
        const canonical = normalisePermissions(list)
        expect(normalisePermissions(canonical)).toEqual(canonical)
      }),
    )
  })

  it('gives two lists one text exactly when they mean the same', () => {
    fc.assert(
      fc.property(anyPermissions, anyPermissions, (left, right) => {
        const sameMeaning = WORLD.every(
          permission => referenceAllows(left, permission) === referenceAllows(right, permission),
        )
        expect(textOf(left) === textOf(right)).toBe(sameMeaning)
      }),
    )
  })

  it('gives one text however a list is ordered, repeated, split or padded with what it implies', () => {
    fc.assert(
      fc.property(
        anyPermissions.chain(list =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list, ...impliedBy(list)])),
        ),
        ([list, subset]) => {
          expect(textOf([...subset, ...list].flatMap(splitWrite))).toBe(textOf(list))
        },
      ),
    )
  })
})

function textOf(list: readonly string[]): string {
  return normalisePermissions(list).join(' ')
}

function impliedBy(list: readonly string[]): string[] {
  return WORLD.filter(permission => referenceAllows(list, permission)).slice(0, 8)
}

function splitWrite(permission: string): string[] {
  if (!permission.endsWith(':write')) return [permission]
  const resource = permission.slice(0, -':write'.length)
  return [`${resource}:delete`, `${resource}:create`, `${resource}:update`]
}
