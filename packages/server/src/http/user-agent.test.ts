import { randomBytes } from 'node:crypto'
import { createToken } from '@keywright/core'
import { expect, it } from 'vitest'
import { readUserAgent } from './user-agent.ts'

it('a user agent is kept up to a length, and nothing is kept of none', () => {
  expect(readUserAgent('curl/8.5.0')).toBe('curl/8.5.0')
  expect(readUserAgent('x'.repeat(1000))).toBe('x'.repeat(300))
  expect([readUserAgent(''), readUserAgent(null), readUserAgent(undefined)]).toEqual([
    null,
    null,
    null,
  ])
})

it('no part of a token is kept, wherever the cut falls', () => {
  const token = createToken('kw', randomBytes)
  for (let before = 200; before <= 300; before++) {
    const kept = readUserAgent(`${'x'.repeat(before)} ${token}`)
    expect(kept).not.toContain(token.slice(3, 8))
  }
})
