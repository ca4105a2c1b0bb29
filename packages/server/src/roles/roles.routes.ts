import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { RolesService } from './roles.service.ts'

const { roles: contract } = endpoints

/** Mounts the endpoints of roles and of the permission matrix. */
export function mountRoleRoutes(mount: Mount, { roles }: { roles: RolesService }): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await roles.list(actor, query) }))

  mount(contract.create, async ({ actor, body }) => {
    const { value, version } = await roles.create(actor, body)
    return { body: value, version }
  })

  mount(contract.read, async ({ actor, params }) => {
    const { value, version } = await roles.get(actor, params.name)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, params, body, ifMatch }) => {
    const { value, version } = await roles.update(actor, params.name, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, params, ifMatch }) => {
    await roles.delete(actor, params.name, ifMatch)
    return { body: undefined }
  })

  mount(contract.resources, async ({ actor }) => ({
    body: { items: await roles.resources(actor) },
  }))
}
