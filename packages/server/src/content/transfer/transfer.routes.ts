import { endpoints, type ImportRow, importRow } from '@keywright/contract'
import type { Mount } from '../../http/mount.ts'
import { parsePart } from '../../http/parse-part.ts'
import type { TransferService } from './transfer.service.ts'
import { EXPORTS, type TransferFormat } from './transfer-export.ts'

const { transfer: contract } = endpoints

/** Mounts import and export; before the endpoints of single objects, whose ids they would look like. */
export function mountTransferRoutes(
  mount: Mount,
  { transfer }: { transfer: TransferService },
): void {
  mount(contract.export, async ({ actor, renew, params, query: { format, ...which } }) => ({
    body: await transfer.export(actor, params.type, format, { ...which, renew }),
    headers: {
      'content-type': EXPORTS[format].mediaType,
      'content-disposition': `attachment; filename="${params.type}.${format}"`,
    },
  }))

  mount(contract.import, async ({ actor, renew, params, query, stream }) => ({
    body: await transfer.import(actor, {
      ...query,
      renew,
      type: params.type,
      format: query.format ?? formatOf(stream.mediaType),
      bytes: stream.bytes,
      length: stream.length,
      // Parsed by the very schema that types it.
      parse: value => parsePart(importRow, value, '') as ImportRow,
    }),
    headers: { 'content-type': EXPORTS.ndjson.mediaType },
  }))
}

function formatOf(mediaType: string): TransferFormat {
  return mediaType === 'text/csv' ? 'csv' : 'ndjson'
}
