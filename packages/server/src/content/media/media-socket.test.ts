import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { listen } from '../../http/listen.ts'
import { createTestServer } from '../../testing/create-test-server.ts'
import { file, TYPE } from '../../testing/media-form.ts'
import { storedFiles, storedRows } from '../../testing/stored-files.ts'

describe('an upload over a socket', () => {
  it('that is too large is answered before it ends, and one that breaks off leaves nothing', async () => {
    const test = await createTestServer({ engine: 'sqlite', config: { mediaMaxBytes: 100_000 } })
    const listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    try {
      const { id } = await test.seed.domain('acme')
      const { cookie } = await test.seed.user('ana', { roles: { [id]: 'ADMIN' } })
      const begin = () =>
        httpRequest(`${listening.url}/v1/domains/acme/content/media`, {
          method: 'POST',
          headers: { cookie, 'content-type': TYPE },
          agent: false,
        })

      const large = begin()
      large.on('error', () => {})
      const answered = once(large, 'response')
      large.write(file('').slice(0, -2))
      large.write('x'.repeat(150_000))
      const [response] = await answered
      expect(response.statusCode).toBe(413)
      large.destroy()

      const broken = begin()
      broken.on('error', () => {})
      broken.write(file('').slice(0, -2) + 'x'.repeat(20_000))
      await until(async () => [...(await storedFiles(test)).values()].some(({ size }) => size > 0))
      broken.destroy()
      await until(async () => (await storedFiles(test)).size === 0)
      expect(await storedRows(test)).toEqual({ files: [], leftovers: [] })
    } finally {
      await listening.close()
      await test.close()
    }
  })
})

/** Looks again and again, for as long as the test may take. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries++) {
    if (tries === 5000) throw new Error('It does not come to hold')
    await new Promise(resolve => setImmediate(resolve))
  }
}
