import { endpoints } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import type { ObjectsService } from './objects.service.ts'

const { objects: contract } = endpoints

/** Mounts the endpoints of objects as editors work on them. */
export function mountObjectRoutes(mount: Mount, { objects }: { objects: ObjectsService }): void {
  mount(contract.list, async ({ actor, params, query }) => ({
    body: await objects.list(actor, params.type, query),
  }))

  mount(contract.create, async ({ actor, params, body }) =>
    reply(await objects.create(actor, { type: params.type, ...body })),
  )

  mount(contract.read, async ({ actor, params, query }) =>
    reply(await objects.get(actor, params, query)),
  )

  mount(contract.replace, async ({ actor, params, body, ifMatch }) =>
    reply(await objects.replace(actor, { ...params, ifMatch }, body.fields)),
  )

  mount(contract.patch, async ({ actor, params, body, ifMatch }) =>
    reply(await objects.patch(actor, { ...params, ifMatch }, body.fields)),
  )

  mount(contract.delete, async ({ actor, params, body, ifMatch }) => {
    await objects.delete(actor, { ...params, ifMatch }, body?.detach ?? false)
    return { body: undefined }
  })

  mount(contract.publish, async ({ actor, params, ifMatch }) =>
    reply(await objects.publish(actor, { ...params, ifMatch })),
  )

  mount(contract.unpublish, async ({ actor, params, ifMatch }) =>
    reply(await objects.unpublish(actor, { ...params, ifMatch })),
  )

  mount(contract.duplicate, async ({ actor, params, body }) =>
    reply(await objects.duplicate(actor, params, body?.id)),
  )

  mount(contract.versions, async ({ actor, params, query }) => ({
    body: await objects.versions(actor, params, query),
  }))

  mount(contract.version, async ({ actor, params }) => ({
    body: await objects.version(actor, params, params.version),
  }))

  mount(contract.restore, async ({ actor, params, ifMatch }) =>
    reply(await objects.restore(actor, { ...params, ifMatch }, params.version)),
  )
}

function reply<T>({ value, version }: { value: T; version: number }) {
  return { body: value, version }
}
