import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { PanelsService } from './panels.service.ts'

const { panels: contract } = endpoints

/** Mounts the endpoints of panels, for those who manage them. */
export function mountPanelRoutes(mount: Mount, { panels }: { panels: PanelsService }): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await panels.list(actor, query) }))

  mount(contract.create, async ({ actor, body }) => reply(await panels.create(actor, body)))

  mount(contract.read, async ({ actor, params }) => reply(await panels.get(actor, params.id)))

  mount(contract.update, async ({ actor, params, body, ifMatch }) =>
    reply(await panels.update(actor, params.id, body, ifMatch)),
  )

  mount(contract.link, async ({ actor, params, body, ifMatch }) => {
    const options = { endDevices: body?.endDevices ?? false }
    return reply(await panels.link(actor, params.id, options, ifMatch))
  })

  mount(contract.endDevice, async ({ actor, params }) => {
    await panels.endDevice(actor, params.id, params.device)
    return { body: undefined }
  })

  mount(contract.end, async ({ actor, params, ifMatch }) => {
    await panels.end(actor, params.id, ifMatch)
    return { body: undefined }
  })
}

function reply<T>({ value, version }: { value: T; version: number }) {
  return { body: value, version }
}
