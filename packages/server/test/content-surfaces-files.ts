import { type Attempt, type Surface, wasAllowed } from './content-surface.ts'
import { unique } from './scene.ts'

/** What every file of these tests holds. */
export const BYTES = 'a few bytes'

/** Files, and their bytes. */
export const FILE_SURFACES: readonly Surface[] = [
  files('list', 'read', ({ client, params: { domain } }) =>
    client.media.list({ params: { domain } }),
  ),
  files('read', 'read', ({ client, params: { domain }, files: { published } }) =>
    client.media.read({ params: { domain, id: published.id } }),
  ),
  files('bytes', 'read', async ({ client, params: { domain }, files: { draft } }) => {
    const text = await client.media.file({ params: { domain, id: draft.id } })
    if (String(text) !== BYTES) throw new Error(`The bytes are others: ${text}`)
  }),
  files('delivery, published', 'read', deliver('published')),
  files('delivery, not published', 'read', deliver('draft')),
  files('upload', 'create', ({ client, params: { domain } }) =>
    client.media.upload({ params: { domain }, body: { file: new File([BYTES], 'a.txt') } }),
  ),
  files('update', 'update', ({ client, params: { domain }, files: { draft } }) =>
    client.media.update({
      params: { domain, id: draft.id },
      body: { name: 'b.txt', alt: unique('Alt') },
    }),
  ),
  files('delete', 'delete', ({ client, params: { domain }, files: { spare: id } }) =>
    client.media.delete({ params: { domain, id } }),
  ),
]

function files(
  name: string,
  action: string,
  call: (attempt: Attempt) => Promise<unknown>,
): Surface {
  return {
    name: `media: ${name}`,
    ofFiles: true,
    allowed: holds => holds(`content.media:${action}`),
    attempt: attempt => wasAllowed(call(attempt)),
  }
}

function deliver(which: 'published' | 'draft') {
  return async ({ client, params: { domain }, files }: Attempt) => {
    const params = { domain, ...files[which], name: 'a.txt' }
    const text = await client.media.deliver({ params })
    if (String(text) !== BYTES) throw new Error(`The bytes are others: ${text}`)
  }
}
