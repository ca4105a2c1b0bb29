import type { Client, MediaFile, Problem } from '@keywright/contract'
import { beforeAll } from 'vitest'
import type { TestServer } from './create-test-server.ts'
import type { Bytes } from './media-files.ts'

/** Gives the tests of a block a domain with the type `page`, whose objects refer to files. */
export function useMediaScene(get: () => TestServer) {
  const domain = 'shown'
  const params = { domain }
  // Filled before the first test.
  const scene = {} as { admin: Client; cookie: string }

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain(domain)
    await seed.contentType(id, 'page', { picture: { media: true } })
    const ana = await seed.user('ana', { roles: { [id]: 'ADMIN' } })
    scene.admin = client(ana)
    scene.cookie = ana.cookie
  })

  const upload = (content: string | Bytes, name = 'a.bin') =>
    scene.admin.media.upload({ params, body: { file: new File([content], name) } })
  const page = async ({ id }: MediaFile) => {
    const body = { fields: { picture: { type: 'media', id } } }
    const made = await scene.admin.objects.create({ params: { domain, type: 'page' }, body })
    return { domain, type: 'page', id: made.id }
  }
  async function published(content: string | Bytes, name?: string): Promise<MediaFile> {
    const file = await upload(content, name)
    await scene.admin.objects.publish({ params: await page(file) })
    return file
  }
  const fetchAs = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    get().request(path, { headers, method })
  const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
  const problemOf = async (response: Response): Promise<Problem> =>
    JSON.parse(await response.text())
  const codeOf = async (response: Response) => (await problemOf(response)).code

  return { scene, domain, params, upload, page, published, fetchAs, bytesOf, problemOf, codeOf }
}
