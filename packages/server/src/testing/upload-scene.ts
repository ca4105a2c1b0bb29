import type { Client } from '@keywright/contract'
import { beforeAll, beforeEach, expect } from 'vitest'
import type { TestServer } from './create-test-server.ts'
import type { Bytes } from './media-files.ts'
import { TYPE } from './media-form.ts'
import { storedFiles, storedRows } from './stored-files.ts'

/** Gives the tests of a block a domain to upload files to, and what was stored before each test. */
export function useUploadScene(get: () => TestServer) {
  const params = { domain: 'uploads' }
  // Filled before the first test, `before` before each.
  const scene = {} as {
    admin: Client
    domainId: string
    cookie: string
    before: Awaited<ReturnType<typeof look>>
  }

  beforeAll(async () => {
    const { seed, client } = get()
    scene.domainId = (await seed.domain(params.domain)).id
    const ana = await seed.user('ana', { roles: { [scene.domainId]: 'ADMIN' } })
    scene.admin = client(ana)
    scene.cookie = ana.cookie
  })
  beforeEach(async () => {
    scene.before = await look()
  })

  const look = async () => ({ files: await storedFiles(get()), rows: await storedRows(get()) })

  const upload = (content: string | Bytes, name = 'a.bin', type = '') =>
    scene.admin.media.upload({ params, body: { file: new File([content], name, { type }) } })

  function send(body: RequestInit['body'], headers: Record<string, string> = {}) {
    return get().request(`/v1/domains/${params.domain}/content/media`, {
      method: 'POST',
      headers: { cookie: scene.cookie, 'content-type': TYPE, ...headers },
      body: body ?? null,
      // Node wants to be told that a stream is sent before the answer is read.
      duplex: 'half',
    } as RequestInit)
  }

  async function expectNothingLeft() {
    expect(await look()).toEqual(scene.before)
  }

  return { scene, params, look, upload, send, expectNothingLeft }
}
