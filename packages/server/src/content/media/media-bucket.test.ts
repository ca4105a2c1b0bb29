import type { Client } from '@keywright/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { S3Config } from '../../config.ts'
import { readConfig } from '../../config.ts'
import { HOUR } from '../../lib/clock.ts'
import { createTestServer, ENGINES, type TestServer } from '../../testing/create-test-server.ts'
import { halves } from '../../testing/media-files.ts'
import { refusal } from '../../testing/refusal.ts'
import { type S3Server, startS3Server } from '../../testing/s3-server.ts'
import { storedFiles, storedRows } from '../../testing/stored-files.ts'

const params = { domain: 'acme' }

describe.each(ENGINES)('files in a bucket (%s)', engine => {
  let bucket: S3Server
  let test: TestServer
  let admin: Client
  let cookie: string

  async function serverWith(mediaS3: S3Config) {
    const server = await createTestServer({ engine, config: { mediaS3 } })
    const { id } = await server.seed.domain('acme')
    const ana = await server.seed.user('ana', { roles: { [id]: 'ADMIN' } })
    return { server, client: server.client(ana), cookie: ana.cookie }
  }

  beforeAll(async () => {
    bucket = await startS3Server()
    const made = await serverWith(bucket.config)
    test = made.server
    admin = made.client
    cookie = made.cookie
  })
  afterAll(async () => {
    await test.close()
    await bucket.close()
  })

  const upload = (content: string | Uint8Array<ArrayBuffer>, client = admin) =>
    client.media.upload({ params, body: { file: new File([content], 'a.bin') } })
  const get1 = (path: string, headers: Record<string, string> = {}) =>
    test.request(path, { headers: { cookie, ...headers } })

  it('come back as they went, whole and in parts, and nothing stays on this machine', async () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 253)
    const file = await upload(bytes)
    const whole = await get1(file.url)
    expect(whole.status).toBe(200)
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await get1(file.url, { range: 'bytes=1000000-1000009' })
    expect(part.status).toBe(206)
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(1_000_000, 1_000_010))
    expect((await storedFiles(test)).size).toBe(0)
  })

  it('have variants', async () => {
    const file = await upload(await halves(100, 50))
    expect((await get1(`${file.url}?width=64`)).headers.get('content-type')).toBe('image/png')
  })

  it('are gone when they are deleted', async () => {
    const file = await upload('text')
    await admin.media.delete({ params: { ...params, id: file.id } })
    expect((await get1(file.url)).status).toBe(404)
    expect((await storedRows(test)).leftovers).toEqual([])
  })

  it('are refused by a bucket that does not know the signature, and leave nothing', async () => {
    const config = { ...bucket.config, secretAccessKey: 'another' }
    const { server, client } = await serverWith(config)
    try {
      const refused = await refusal(upload('text', client))
      expect(refused).toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 })
      expect(JSON.stringify(refused)).not.toContain('Signature')
      expect(server.logs.join('')).not.toContain('another')
      expect(await storedFiles(server)).toEqual(new Map())
      expect((await storedRows(server)).files).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('wait for a bucket that is away: nothing is lost, and deletions are done later', async () => {
    const away = await startS3Server()
    const { server, client, cookie } = await serverWith(away.config)
    try {
      const [one, two] = [await upload('one', client), await upload('two', client)]
      await away.close()
      expect(await refusal(upload('three', client))).toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
      expect((await server.request(one.url, { headers: { cookie } })).status).toBe(503)
      await client.media.delete({ params: { ...params, id: two.id } })
      expect((await client.media.list({ params })).items.map(({ id }) => id)).toEqual([one.id])
      const { leftovers } = await storedRows(server)
      expect(leftovers.map(({ storage_key }) => storage_key)).toContain(
        `${two.url.split('/')[3]}/${two.id}`,
      )
      server.clock.advance(2 * HOUR)
      await server.server.services.mediaChore.run(server.clock.now(), new AbortController().signal)
      expect(await storedRows(server)).toMatchObject({ leftovers: leftovers.map(() => ({})) })
    } finally {
      await server.close()
    }
  })
})

describe('the settings of a bucket', () => {
  const all = {
    KEYWRIGHT_MEDIA_S3_ENDPOINT: 'https://s3.example.com/',
    KEYWRIGHT_MEDIA_S3_BUCKET: 'files',
    KEYWRIGHT_MEDIA_S3_ACCESS_KEY_ID: 'id',
    KEYWRIGHT_MEDIA_S3_SECRET_ACCESS_KEY: 'secret',
  }

  it('go together, and none of them means the data folder', () => {
    expect(readConfig({}).mediaS3).toBeUndefined()
    expect(readConfig(all).mediaS3).toMatchObject({
      endpoint: 'https://s3.example.com',
      region: 'us-east-1',
      prefix: '',
    })
    for (const name of Object.keys(all)) {
      expect(() => readConfig({ ...all, [name]: undefined }), name).toThrow(/MEDIA_S3/)
    }
  })
})
