import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { KeyAccessService } from './key-access.service.ts'
import type { KeysService } from './keys.service.ts'

const { keys: contract } = endpoints

/** Mounts the key endpoints. */
export function mountKeyRoutes(
  mount: Mount,
  { keys, keyAccess }: { keys: KeysService; keyAccess: KeyAccessService },
): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await keys.list(actor, query) }))

  mount(contract.summary, async ({ actor }) => ({ body: await keys.summary(actor) }))

  mount(contract.create, async ({ actor, body }) => ({ body: await keys.create(actor, body) }))

  mount(contract.bulk, async ({ actor, body }) => ({
    body: { items: await keys.bulk(actor, body) },
  }))

  mount(contract.preview, async ({ actor, body }) => ({
    body: await keyAccess.preview(actor, body),
  }))

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await keys.get(actor, params.id)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await keys.update(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.disable, async ({ actor, params, ifMatch }) => {
    const { value, version } = await keys.disable(actor, params.id, ifMatch)
    return { body: value, version }
  })

  mount(contract.enable, async ({ actor, params, ifMatch }) => {
    const { value, version } = await keys.enable(actor, params.id, ifMatch)
    return { body: value, version }
  })

  mount(contract.rotate, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await keys.rotate(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.reveal, async ({ actor, params }) => ({
    body: { token: await keys.reveal(actor, params.id) },
  }))

  mount(contract.revoke, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await keys.revoke(actor, params.id, body?.reason, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, params, ifMatch }) => {
    await keys.revoke(actor, params.id, undefined, ifMatch)
    return { body: undefined }
  })

  mount(contract.effective, async ({ actor, params }) => ({
    body: await keyAccess.effective(actor, params.id),
  }))

  mount(contract.explain, async ({ actor, params, body }) => ({
    body: await keyAccess.explain(actor, params.id, body),
  }))
}
