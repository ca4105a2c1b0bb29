import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { UsersService } from './users.service.ts'

const { users: contract } = endpoints

/** Mounts the users of a domain. */
export function mountUserRoutes(mount: Mount, { users }: { users: UsersService }): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await users.list(actor, query) }))

  mount(contract.add, async ({ actor, body }) => {
    const { value, version } = await users.add(actor, body)
    return { body: value, version }
  })

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await users.get(actor, params.id)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await users.update(actor, params.id, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.remove, async ({ actor, params, ifMatch }) => {
    await users.remove(actor, params.id, ifMatch)
    return { body: undefined }
  })
}
