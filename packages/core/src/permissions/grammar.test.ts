import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPermission } from '../testing/reference.ts'
import { isPermission, PermissionSyntaxError, parsePermission } from './grammar.ts'

const longSegment = 'a'.repeat(63)

describe('permission grammar', () => {
  it.each([
    'content.article:update',
    'content.*:read',
    '*:*',
    '*:read',
    '*.*:read',
    'content.article:write',
    'my-api.Order_2.lines:refund-all',
    '*.article:read',
    'content.*.draft:read',
    `a.${longSegment}:read`,
    `a.b:${'x'.repeat(196)}`,
  ])('accepts %s', text => {
    expect(isPermission(text)).toBe(true)
  })

  it.each([
    ['', 'action is missing'],
    ['content.article', 'action is missing'],
    ['content:read', 'at least two segments'],
    [':read', 'at least two segments'],
    ['content.:read', 'segment'],
    ['.content:read', 'segment'],
    ['content..article:read', 'segment'],
    ['content.-article:read', 'segment'],
    ['content._article:read', 'segment'],
    ['content.art*:read', 'segment'],
    ['content.**:read', 'segment'],
    ['content.ärticle:read', 'segment'],
    ['content.article\n:read', 'segment'],
    [`a.${longSegment}a:read`, 'segment'],
    ['content.article:', 'action is'],
    ['content.article:Read', 'action is'],
    ['content.article:1read', 'action is'],
    ['content.article:read:own', 'action is'],
    ['content.article:read\n', 'action is'],
    ['content.article: read', 'action is'],
    ['content.article:re*', 'action is'],
    [`a.b:${'x'.repeat(197)}`, 'longer than 200'],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parsePermission(text)).toThrow(PermissionSyntaxError)
    expect(() => parsePermission(text)).toThrow(reason)
    expect(isPermission(text)).toBe(false)
  })

  it('names the text that was refused, cut to a bounded length', () => {
    expect(refusalOf('content:read').permission).toBe('content:read')
    expect(refusalOf('x'.repeat(10_000)).permission).toHaveLength(200)
  })

  it('refuses a :write whose parts would be too long to be permissions', () => {
    const resource = `${`${'a'.repeat(60)}.`.repeat(3)}${'b'.repeat(10)}`
    expect(resource).toHaveLength(193)
    expect(isPermission(`${resource}:write`)).toBe(true)
    expect(isPermission(`${resource}b:write`)).toBe(false)
    expect(isPermission(`${resource}b:read`)).toBe(true)
  })

  it('never throws anything but its own error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 300 })), text => {
        const accepted = isPermission(text)
        expect(accepted).toBe(accepted && parsePermission(text).text.length <= 200)
      }),
    )
  })

  it('spells a permission so that parsing it again changes nothing', () => {
    fc.assert(
      fc.property(anyPermission, text => {
        const once = parsePermission(text)
        expect(parsePermission(once.text)).toEqual(once)
      }),
    )
  })
})

function refusalOf(text: string): PermissionSyntaxError {
  try {
    parsePermission(text)
  } catch (error) {
    if (error instanceof PermissionSyntaxError) return error
  }
  throw new Error('It was accepted')
}
