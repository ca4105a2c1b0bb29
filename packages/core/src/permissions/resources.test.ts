import { describe, expect, it } from 'vitest'
import { maskOf } from './actions.ts'
import { isPermission } from './grammar.ts'
import { normalisePermissions } from './normalise.ts'
import { actionsOf, BUILT_IN_RESOURCES } from './resources.ts'
import { BUILT_IN_ROLES } from './roles.ts'

const permissions = BUILT_IN_RESOURCES.flatMap(({ resource, actions }) =>
  actions.map(({ action }) => `${resource}:${action}`),
)

describe('the permission matrix', () => {
  it('names each permission once', () => {
    expect(new Set(permissions).size).toBe(permissions.length)
  })

  it.each(permissions)('can grant %s, by a bit', permission => {
    expect(isPermission(permission)).toBe(true)
    expect(maskOf([permission.split(':')[1] ?? '']).named).toEqual([])
  })

  it('describes every resource and action in one sentence', () => {
    for (const { description, actions } of BUILT_IN_RESOURCES) {
      for (const text of [description, ...actions.map(action => action.description)]) {
        expect(text).toMatch(/^[A-Z][^.]*\.$/)
      }
    }
  })

  it('knows the actions of a content type by its wildcard, and none of a foreign resource', () => {
    expect(actionsOf('content.article')).toContain('publish')
    expect(actionsOf('content.media')).toEqual(['create', 'read', 'update', 'delete'])
    expect(actionsOf('content.*')).toContain('publish')
    expect(actionsOf('shop.orders')).toEqual([])
  })
})

describe('the built-in roles', () => {
  it.each(Object.entries(BUILT_IN_ROLES))('%s is a legal list without repetitions', (_, role) => {
    expect(normalisePermissions(role.permissions)).toHaveLength(role.permissions.length)
    expect(role.description).toMatch(/^[A-Z][^.]*\.$/)
  })
})
