import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { ApisService } from './apis.service.ts'

const { apis: contract } = endpoints

/** Mounts the endpoints of registered APIs. */
export function mountApiRoutes(mount: Mount, { apis }: { apis: ApisService }): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await apis.list(actor, query) }))

  mount(contract.create, async ({ actor, body }) => {
    const { value, version } = await apis.create(actor, body)
    return { body: value, version }
  })

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await apis.get(actor, params.api)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await apis.update(actor, params.api, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, params, ifMatch }) => {
    await apis.delete(actor, params.api, ifMatch)
    return { body: undefined }
  })
}
