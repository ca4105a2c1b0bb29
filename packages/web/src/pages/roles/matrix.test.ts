import { createLayer, decide, normalisePermissions } from '@keywright/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVERY_ACTION, type MatrixRow, setRow, setTick, tickOf } from './matrix.ts'

const ROWS: readonly MatrixRow[] = [
  { resource: '*', actions: ['read', 'create', 'update', 'delete'] },
  { resource: 'content.*', actions: ['read', 'create', 'update', 'delete', 'publish'] },
  { resource: 'content.media', actions: ['read', 'create', 'update', 'delete'] },
  { resource: 'backoffice.users', actions: ['read', 'create', 'impersonate'] },
]
const MEDIA = ROWS[2] as MatrixRow
const CONTENT = ROWS[1] as MatrixRow

const row = fc.constantFrom(...ROWS)
const box = row.chain(chosen =>
  fc.tuple(fc.constant(chosen), fc.constantFrom(...chosen.actions), fc.boolean()),
)
const action = fc.constantFrom('create', 'read', 'update', 'delete', 'write', '*', 'publish')
const scopes = fc
  .array(fc.tuple(fc.constantFrom(...ROWS.map(({ resource }) => resource), 'own.thing'), action))
  .map(list => list.map(([resource, name]) => `${resource}:${name}`))

describe('the permission matrix', () => {
  it('shows a tick exactly where the scopes grant the permission', () => {
    fc.assert(
      fc.property(scopes, box, (list, [{ resource }, name]) => {
        const granted = decide([createLayer('role', list)], `${resource}:${name}`).allowed
        expect(tickOf(list, resource, name).on).toBe(granted)
      }),
    )
  })

  it('ticks and clears one box, and no other box of the row', () => {
    fc.assert(
      fc.property(scopes, box, (list, [chosen, name, on]) => {
        const before = tickOf(list, chosen.resource, name)
        fc.pre(before.coveredBy === null)
        const after = setTick(list, chosen, name, on)
        expect(tickOf(after, chosen.resource, name).on).toBe(on)
        for (const other of chosen.actions.filter(other => other !== name)) {
          expect(tickOf(after, chosen.resource, other).on).toBe(
            tickOf(list, chosen.resource, other).on,
          )
        }
      }),
    )
  })

  it('leaves alone what it has no row for, and what somebody is still typing', () => {
    const list = ['own.thing:read', 'content.']
    expect(setTick(list, MEDIA, 'read', true)).toEqual([
      'content.media:read',
      'own.thing:read',
      'content.',
    ])
  })

  it('says which wider scope a box is ticked by', () => {
    expect(tickOf(['*:read'], 'content.media', 'read')).toEqual({ on: true, coveredBy: '*:read' })
    expect(tickOf(['content.media:write'], 'content.media', 'update').coveredBy).toBeNull()
  })

  it('writes all of a wildcard as every action, and all of a resource action by action', () => {
    expect(setRow([], CONTENT, true)).toEqual(['content.*:*'])
    expect(setRow([], MEDIA, true)).toEqual(['content.media:read', 'content.media:write'])
    expect(setRow(['content.*:*', 'own.thing:read'], CONTENT, false)).toEqual(['own.thing:read'])
  })

  it('keeps the others when one box of every action is cleared', () => {
    expect(setTick(['content.media:*'], MEDIA, 'delete', false)).toEqual(
      normalisePermissions(['read', 'create', 'update'].map(name => `content.media:${name}`)),
    )
    expect(setTick(['content.media:*'], MEDIA, EVERY_ACTION, false)).toEqual([])
  })
})
