import type { DomainSettings } from '@keywright/contract'
import type { Domain } from '../access/principal.ts'
import { readJson } from '../lib/json.ts'
import type { DomainRow } from './domains.table.ts'

/** What a new domain starts with. */
export const DEFAULT_SETTINGS: DomainSettings = {
  keyPrefix: 'kw',
  defaultLifetimeDays: null,
  maxLifetimeDays: 365,
  expiryRequired: false,
  revealableKeys: false,
  programmaticKeys: false,
  deliveryProtected: false,
  deliveryOrigins: [],
  mediaTypes: ['*/*'],
}

/** Reads stored settings; those that newer versions added get their defaults. */
export function decodeSettings(settings: string): DomainSettings {
  return { ...DEFAULT_SETTINGS, ...readJson<Partial<DomainSettings>>(settings) }
}

/** Decodes a row. */
export function decodeDomain(row: DomainRow): Domain {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    settings: decodeSettings(row.settings),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    version: row.version,
  }
}
