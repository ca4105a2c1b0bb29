import { compilePermissions, normalisePermissions, requirePermission } from '@keywright/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  allowsAction,
  rulesOf,
  scopeProblem,
  scopesOf,
  tickAction,
  WRITE_ACTIONS,
  withActions,
} from './rules.ts'

const resource = fc.constantFrom('*', '*.*', 'content.*', 'content.article', 'a.*.c', 'x.Y_1-z')
const action = fc.constantFrom('create', 'read', 'update', 'delete', 'write', '*', 'publish', 'q-1')
const scope = fc.tuple(resource, action).map(([left, right]) => `${left}:${right}`)
const text = fc.oneof({ weight: 6, arbitrary: scope }, fc.string({ maxLength: 12 }))
const KNOWN = ['create', 'read', 'update', 'delete', 'publish']
const actions = fc.uniqueArray(action, { maxLength: 5 })

describe('rules and scopes', () => {
  it('loses nothing on the way to rules and back, and adds nothing', () => {
    fc.assert(
      fc.property(fc.array(text), texts => {
        const back = scopesOf(rulesOf(texts))
        expect(back.toSorted()).toEqual([...new Set(texts)].sort())
        expect(scopesOf(rulesOf(back))).toEqual(back)
      }),
    )
  })

  it('keeps the meaning of every scope', () => {
    fc.assert(
      fc.property(fc.array(scope), scopes => {
        expect(normalisePermissions(scopesOf(rulesOf(scopes)))).toEqual(
          normalisePermissions(scopes),
        )
      }),
    )
  })

  it('has one rule for each resource, and none for what is no scope', () => {
    const { rules, others } = rulesOf(['content.article:read', 'nonsense', 'content.article:write'])
    expect(rules).toEqual([{ resource: 'content.article', actions: ['read', 'write'] }])
    expect(others).toEqual(['nonsense'])
    expect(scopeProblem('nonsense')).toMatch(/action is missing/)
  })

  it('changes one rule and leaves every other text where it was', () => {
    fc.assert(
      fc.property(fc.uniqueArray(text), resource, actions, (texts, changed, wanted) => {
        const after = withActions(texts, changed, wanted)
        const isOther = (entry: string) =>
          !rulesOf([entry]).rules.some(rule => rule.resource === changed)
        expect(after.filter(isOther)).toEqual(texts.filter(isOther))
        const rule = rulesOf(after).rules.find(found => found.resource === changed)
        expect([...(rule?.actions ?? [])].sort()).toEqual([...wanted].sort())
      }),
    )
  })

  it('ticks one action and no other', () => {
    fc.assert(
      fc.property(actions, fc.constantFrom(...KNOWN), fc.boolean(), (before, ticked, on) => {
        const after = tickAction(before, ticked, on, KNOWN)
        expect(allowsAction(after, ticked)).toBe(on)
        for (const other of KNOWN) {
          if (other !== ticked) expect(allowsAction(after, other)).toBe(allowsAction(before, other))
        }
      }),
    )
  })

  it('says of ticks what the server decides', () => {
    fc.assert(
      fc.property(actions, fc.constantFrom(...KNOWN), (held, asked) => {
        const set = compilePermissions(held.map(name => `content.article:${name}`))
        const decided = set.allows(requirePermission(`content.article:${asked}`))
        expect(allowsAction(held, asked)).toBe(decided)
      }),
    )
  })

  it('writes out what stood for several when one of them goes', () => {
    expect(tickAction(['write'], 'delete', false, KNOWN)).toEqual(['create', 'update'])
    expect(tickAction(['*'], 'delete', false, KNOWN)).toEqual([
      'create',
      'read',
      'update',
      'publish',
    ])
    expect(WRITE_ACTIONS.every(name => allowsAction(['write'], name))).toBe(true)
  })
})
