import { type AccessService, createAccessService } from './access/access.service.ts'
import { type AuditService, createAuditService } from './audit/audit.service.ts'
import type { Foundation } from './foundation.ts'
import {
  createIdempotencyService,
  type IdempotencyService,
} from './idempotency/idempotency.service.ts'
import type { Verifier } from './verify/verified-key.ts'

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
