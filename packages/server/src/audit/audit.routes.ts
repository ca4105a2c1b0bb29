import { endpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { AuditService } from './audit.service.ts'
import { INSTANCE_CHAIN } from './audit-chain.ts'
import { EXPORT_FORMATS, type ExportFormat } from './audit-export.ts'

const { audit: contract } = endpoints

/** Mounts the audit endpoints: of a domain, and of the instance. */
export function mountAuditRoutes(mount: Mount, { audit }: { audit: AuditService }): void {
  mount(contract.list, async ({ actor, query }) => ({
    body: await audit.list(actor.domain.id, query),
  }))

  mount(contract.export, async ({ actor, renew, query: { format, ...filter } }) => ({
    body: audit.export(actor.domain.id, filter, format, renew),
    headers: download(actor.domain.slug, format),
  }))

  mount(contract.verify, async ({ actor }) => ({ body: await audit.verify(actor.domain.id) }))

  mount(contract.listInstance, async ({ query }) => ({
    body: await audit.list(INSTANCE_CHAIN, query),
  }))

  mount(contract.exportInstance, async ({ renew, query: { format, ...filter } }) => ({
    body: audit.export(INSTANCE_CHAIN, filter, format, renew),
    headers: download(INSTANCE_CHAIN, format),
  }))

  mount(contract.verifyInstance, async () => ({ body: await audit.verify(INSTANCE_CHAIN) }))
}

function download(name: string, format: ExportFormat): Record<string, string> {
  return {
    'content-type': EXPORT_FORMATS[format].mediaType,
    'content-disposition': `attachment; filename="audit-${name}.${format}"`,
  }
}
