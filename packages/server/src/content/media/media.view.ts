import type { MediaFile } from '@keywright/contract'
import { toTime } from '../../lib/clock.ts'
import { readJson } from '../../lib/json.ts'
import type { MediaRecord } from './media.store.ts'
import type { MediaRow } from './media.table.ts'

/** A file as it travels. */
export function viewMedia(row: MediaRecord): MediaFile {
  return {
    id: row.id,
    ...detailsOf(row),
    type: row.type,
    size: row.size,
    hash: shortHash(row),
    width: row.width,
    height: row.height,
    references: row.references,
    url: urlOf(row),
    createdAt: toTime(row.created_at),
    createdBy: { id: row.created_by, label: row.created_by_label },
    updatedAt: toTime(row.updated_at),
  }
}

/** A file in the place of a reference to it, which has a `type` already. */
export function viewHydrated(row: MediaRow) {
  return {
    id: row.id,
    ...detailsOf(row),
    mediaType: row.type,
    size: row.size,
    width: row.width,
    height: row.height,
    url: urlOf(row),
  }
}

/** By the id of the domain: its slug may change. */
function urlOf(row: MediaRow): string {
  const name = encodeURIComponent(row.name)
  return `/v1/domains/${row.domain_id}/delivery/media/${row.id}/${shortHash(row)}/${name}`
}

/** What a person said of a file; also what the audit trail keeps of it. */
export function detailsOf(row: MediaRow): Pick<MediaFile, 'name' | 'alt' | 'focalPoint'> {
  return {
    name: row.name,
    alt: row.alt,
    focalPoint: row.focal_point === null ? null : readJson(row.focal_point),
  }
}

/** All that the audit trail keeps of a file that came or went. */
export function wholeOf(row: MediaRow): Record<string, unknown> {
  return { ...detailsOf(row), type: row.type, size: row.size, sha256: row.sha256 }
}

/** A file as the target of an event of the audit trail. */
export function targetOf(row: MediaRow): { kind: string; id: string; label: string } {
  return { kind: 'media', id: row.id, label: row.name }
}

/** The part of the hash that stands in addresses: what tells one content from another. */
export function shortHash({ sha256 }: Pick<MediaRow, 'sha256'>): string {
  return sha256.slice(0, 32)
}
