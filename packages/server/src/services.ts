import type { Logger } from 'pino'
import { type AccessService, createAccessService } from './access/access.service.ts'
import { type AuditService, createAuditService } from './audit/audit.service.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { PublicUrl } from './http/public-url.ts'
import {
  createIdempotencyService,
  type IdempotencyService,
} from './idempotency/idempotency.service.ts'
import type { Keyring } from './keyring/keyring.ts'
import type { Clock } from './lib/clock.ts'
import type { Verifier } from './verify/verified-key.ts'

/** What every service is made from. */
export interface Foundation {
  config: Config
  database: Database
  keyring: Keyring
  clock: Clock
  randomBytes: (size: number) => Uint8Array
  logger: Logger
  publicUrl: PublicUrl
}

/** Everything the server can do, before HTTP. */
export interface Services {
  audit: AuditService
  access: AccessService
  idempotency: IdempotencyService
  verifier: Verifier
}

/** Makes all services, each with exactly the ones it needs. */
export function createServices(foundation: Foundation): Services {
  const audit = createAuditService(foundation)
  const verifier: Verifier = { authenticate: () => ({ outcome: 'NOT_FOUND' }) }
  const access = createAccessService({ ...foundation, verifier })
  const idempotency = createIdempotencyService(foundation)
  return { audit, access, idempotency, verifier }
}
