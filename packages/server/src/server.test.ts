import { expect, it } from 'vitest'
import { describeEachEngine } from './testing/create-test-server.ts'

describeEachEngine('server', get => {
  it('answers an unknown path with problem details', async () => {
    const response = await get().request('/nowhere')
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })
})
