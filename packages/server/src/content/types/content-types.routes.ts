import { contentTypeEndpoints as contract } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import type { ContentTypesService } from './content-types.service.ts'

/** Mounts the endpoints of content types. */
export function mountContentTypeRoutes(
  mount: Mount,
  { contentTypes }: { contentTypes: ContentTypesService },
): void {
  mount(contract.list, async ({ actor, query }) => ({
    body: await contentTypes.list(actor, query),
  }))

  mount(contract.create, async ({ actor, body }) => {
    const { value, version } = await contentTypes.create(actor, body)
    return { body: value, version }
  })

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await contentTypes.get(actor, params.type)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await contentTypes.update(actor, params.type, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, params, body, ifMatch }) => {
    await contentTypes.delete(actor, params.type, body?.force ?? false, ifMatch)
    return { body: undefined }
  })
}
