import { expect, it } from 'vitest'
import { staleDocs } from './docs.ts'

it('docs/openapi.json and a page for every error code are there, and as the contract has them', () => {
  expect(staleDocs()).toEqual([])
})
