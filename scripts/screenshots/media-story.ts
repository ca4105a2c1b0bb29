import type { Client } from '@keywright/contract'
import { landscape } from '../../packages/server/src/testing/media-files.ts'

/** The pictures of the magazine: name, lengths, and the colours of sky and sea. */
const LANDSCAPES = [
  ['north-quay.jpg', 1600, 900, [120, 170, 200], [30, 60, 90]],
  ['night-shift.jpg', 1200, 800, [60, 50, 90], [20, 20, 40]],
  ['ines-albrecht.jpg', 600, 800, [230, 190, 150], [120, 80, 70]],
  ['map-of-the-port.jpg', 900, 900, [180, 210, 170], [60, 110, 90]],
] as const

/** Uploads files, some of which objects refer to. */
export async function uploadMedia(client: Client, domain: string): Promise<void> {
  const params = { domain }
  const ids: Record<string, string> = {}
  for (const [name, width, height, top, bottom] of LANDSCAPES) {
    const file = new File([await landscape(width, height, { top, bottom })], name)
    ids[name] = (await client.media.upload({ params, body: { file } })).id
  }
  const text = new File(['Who may print what, and for how long.'], 'licences.txt')
  await client.media.upload({ params, body: { file: text } })
  await client.media.update({
    params: { domain, id: ids['north-quay.jpg'] ?? '' },
    body: { alt: 'The sun above the north quay', focalPoint: { x: 0.7, y: 0.3 } },
  })
  await client.objects.patch({
    params: { domain, type: 'article', id: 'north-quay' },
    body: { fields: { cover: { type: 'media', id: ids['north-quay.jpg'] } } },
  })
}
