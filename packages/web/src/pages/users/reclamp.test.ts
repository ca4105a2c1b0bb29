import { createLayer } from '@keywright/core'
import { describe, expect, it } from 'vitest'
import { reclamp } from './reclamp.ts'

const KNOWN = ['read', 'create', 'update', 'delete', 'publish'].map(name => `content.*:${name}`)
const EDITOR = ['content.*:*']
const READONLY = ['*:read']

describe('what a change of role does to a key', () => {
  it('takes what the key could do only through the old role, named one by one', () => {
    const own = [createLayer('scopes', ['content.*:*'])]
    expect(reclamp(own, { before: EDITOR, after: READONLY }, KNOWN)).toEqual({
      lost: ['content.*:publish', 'content.*:write'],
      gained: [],
      isEmpty: false,
    })
  })

  it('takes nothing from a key that never had more', () => {
    const own = [createLayer('scopes', ['content.article:read'])]
    expect(reclamp(own, { before: EDITOR, after: READONLY }, KNOWN)).toEqual({
      lost: [],
      gained: [],
      isEmpty: false,
    })
  })

  it('names what no resource is registered for, and says when nothing is left', () => {
    const own = [createLayer('scopes', ['content.article:write'])]
    expect(reclamp(own, { before: EDITOR, after: READONLY }, [])).toEqual({
      lost: ['content.article:write'],
      gained: [],
      isEmpty: true,
    })
  })

  it('gives back what the key allows and the old role did not', () => {
    const own = [createLayer('scopes', ['content.*:*'])]
    expect(reclamp(own, { before: READONLY, after: EDITOR }, KNOWN).gained).toEqual([
      'content.*:publish',
      'content.*:write',
    ])
  })
})
