import { expect, it } from 'vitest'
import { describeEachEngine } from './testing/create-test-server.ts'

describeEachEngine('server', get => {
  it('answers an unknown path with problem details', async () => {
    const response = await get().request('/nowhere')
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', status: 404 })
  })

  it.each(['/v1/me', '/nowhere'])(
    'the answer to %s has a request id and is not kept',
    async path => {
      const { seed, request } = get()
      const { cookie } = await seed.user(`reader${path.length}`)
      const { headers } = await request(path, { headers: { cookie } })
      expect(headers.get('x-request-id')).toMatch(/^req_/)
      expect(headers.get('cache-control')).toBe('no-store')
    },
  )
})
