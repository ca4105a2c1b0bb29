import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { DomainsService } from './domains.service.ts'

const { domains: contract } = endpoints

/** Mounts the endpoints of domains. */
export function mountDomainRoutes(mount: Mount, { domains }: { domains: DomainsService }): void {
  mount(contract.list, async ({ actor, query }) => ({ body: await domains.list(actor, query) }))

  mount(contract.create, async ({ actor, body }) => {
    const { value, version } = await domains.create(actor, body)
    return { body: value, version }
  })

  mount(contract.read, async ({ actor }) => {
    const { value, version } = await domains.get(actor)
    return { body: value, version }
  })

  mount(contract.update, async ({ actor, body, ifMatch }) => {
    const { value, version } = await domains.update(actor, body, ifMatch)
    return { body: value, version }
  })

  mount(contract.delete, async ({ actor, body, ifMatch }) => {
    await domains.delete(actor, body.slug, ifMatch)
    return { body: undefined }
  })
}
