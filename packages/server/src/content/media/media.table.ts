/** An uploaded file. Its bytes lie in the storage under `storageKey`, and never change. */
export interface ContentMediaTable {
  id: string
  domain_id: string
  name: string
  alt: string
  /** Media type by what the file holds. */
  type: string
  size: number
  /** Of the bytes, in hex. */
  sha256: string
  /** Pixels, the way up it is shown; null for all but images. */
  width: number | null
  height: number | null
  /** JSON of the contract's focal point. */
  focal_point: string | null
  created_at: number
  created_by: string | null
  created_by_label: string
  updated_at: number
  version: number
}

/**
 * Bytes in the storage that belong to no file yet, or to none any more. From `due_at` on nobody
 * waits for them, and housekeeping takes them away.
 */
export interface MediaLeftoversTable {
  storage_key: string
  due_at: number
}

export type MediaRow = ContentMediaTable

/** Where the bytes of a file lie in the storage. */
export function storageKey({ domain_id, id }: Pick<MediaRow, 'domain_id' | 'id'>): string {
  return `${domain_id}/${id}`
}
