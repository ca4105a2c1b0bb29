import { endpoints } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import { answerBytes } from './file-answer.ts'
import type { Media } from './media.ts'

const { media: contract } = endpoints

/** Mounts the endpoints of uploaded files, and of their delivery. */
export function mountMediaRoutes(
  mount: Mount,
  { media, mediaUploads, mediaDelivery }: Omit<Media, 'mediaChore'>,
): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await media.list(actor, query) }))

  mount(contract.upload, async ({ actor, receive, once }) =>
    mediaUploads.upload(actor, receive, (sent, make) =>
      once(sent, async () => {
        const { value, version } = await make()
        return { body: value, version }
      }),
    ),
  )

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await media.get(actor, params.id)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await media.update(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, params, ifMatch }) => {
    await media.delete(actor, params.id, ifMatch)
    return { body: undefined }
  })

  mount(contract.file, async ({ actor, params, header }) =>
    answerBytes(header, await mediaDelivery.file(actor, params.id)),
  )

  mount(contract.deliver, async ({ actor, params, query, header }) =>
    answerBytes(header, await mediaDelivery.deliver(actor, params, query)),
  )
}
