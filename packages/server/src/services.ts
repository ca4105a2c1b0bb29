import { type AccessService, createAccessService } from './access/access.service.ts'
import { createApiRegistry } from './apis/api-registry.ts'
import { type ApisService, createApisService } from './apis/apis.service.ts'
import { type AuditService, createAuditService } from './audit/audit.service.ts'
import { type ContentServices, createContentServices } from './content/content.services.ts'
import { createRealtimeService, type RealtimeService } from './content/realtime/realtime.service.ts'
import { createContentResources } from './content/types/content-resources.ts'
import { createContentTypeRegistry } from './content/types/content-type-registry.ts'
import { createFreshness } from './db/freshness.ts'
import { createDomainRegistry } from './domains/domain-registry.ts'
import { createDomainsService, type DomainsService } from './domains/domains.service.ts'
import type { Foundation } from './foundation.ts'
import type { Chore } from './housekeeping.ts'
import {
  createIdempotencyService,
  type IdempotencyService,
} from './idempotency/idempotency.service.ts'
import { createKeyAccessService, type KeyAccessService } from './keys/key-access.service.ts'
import { createKeysService, type KeysService } from './keys/keys.service.ts'
import { createSecretLookup, type SecretLookupService } from './keys/secret-lookup.service.ts'
import { createMailer } from './mail/mailer.ts'
import { createPanels, type Panels } from './panels/panels.ts'
import { createRolesService, type RolesService } from './roles/roles.service.ts'
import {
  createSharedSecretService,
  type SharedSecretService,
} from './shared-secret/shared-secret.service.ts'
import { createTokenExchange, type TokenExchange } from './shared-secret/token-exchange.service.ts'
import { createUsageService, type UsageService } from './usage/usage.service.ts'
import { createUsageRecorder, type UsageRecorder } from './usage/usage-recorder.ts'
import { createMembers, type Members } from './users/members.ts'
import { createPeople, type People } from './users/people.ts'
import { createForwardAuth, type ForwardAuth } from './verify/forward-auth.ts'
import type { Verifier } from './verify/verified-key.ts'
import { createVerifier } from './verify/verify.service.ts'

/** Everything the server can do, before HTTP. */
export interface Services extends People, Members, ContentServices, Panels {
  audit: AuditService
  access: AccessService
  idempotency: IdempotencyService
  domains: DomainsService
  roles: RolesService
  keys: KeysService
  keyAccess: KeyAccessService
  apis: ApisService
  usage: UsageService
  usageRecorder: UsageRecorder
  sharedSecret: SharedSecretService
  tokenExchange: TokenExchange
  verifier: Verifier
  secretLookup: SecretLookupService
  forwardAuth: ForwardAuth
  realtime: RealtimeService
}

/** Makes all services, each with exactly the ones it needs. */
export function createServices(foundation: Foundation): Services {
  const audit = createAuditService(foundation)
  const freshness = createFreshness(foundation)
  const secretLookup = createSecretLookup(foundation)
  const usageRecorder = createUsageRecorder(foundation)
  const verifier = createVerifier({
    ...foundation,
    freshness,
    lookup: secretLookup,
    usage: usageRecorder,
  })
  const domainRegistry = createDomainRegistry(foundation)
  const access = createAccessService({ ...foundation, verifier, domains: domainRegistry })
  const idempotency = createIdempotencyService(foundation)
  const sharedSecret = createSharedSecretService({ foundation, audit })
  const tokenExchange = createTokenExchange({ foundation, audit, verifier })
  const apiRegistry = createApiRegistry({ ...foundation, freshness })
  const forwardAuth = createForwardAuth({ registry: apiRegistry, verifier })
  const apis = createApisService({ foundation, audit, registry: apiRegistry })
  const typeRegistry = createContentTypeRegistry({ ...foundation, freshness })
  const contentTypes = createContentResources(typeRegistry)
  const roles = createRolesService({ foundation, audit, apis, contentTypes })
  const keys = createKeysService({ foundation, audit, roles, access, sharedSecret })
  const keyAccess = createKeyAccessService({ foundation, roles, apis })
  const mailer = createMailer(foundation)
  const usage = createUsageService({ ...foundation, keys })
  const domains = createDomainsService({ foundation, audit, keys })
  const content = createContentServices({ foundation, audit, types: typeRegistry })
  const realtime = createRealtimeService({
    foundation,
    access,
    freshness,
    types: typeRegistry,
    reader: content.objectReader,
  })
  const panels = createPanels({ foundation, audit, access, keys, realtime, ...content })
  const people = createPeople(foundation, audit, domains)
  const members = createMembers({
    foundation,
    audit,
    roles,
    domains,
    domainRegistry,
    mailer,
    people,
  })
  return {
    ...people,
    ...members,
    ...content,
    ...panels,
    audit,
    access,
    idempotency,
    domains,
    roles,
    keys,
    keyAccess,
    apis,
    usage,
    usageRecorder,
    sharedSecret,
    tokenExchange,
    verifier,
    secretLookup,
    forwardAuth,
    realtime,
  }
}

/** What is forgotten in the background. */
export function choresOf(services: Services): Chore[] {
  const { idempotency, sessions, throttle, tokenExchange, usage } = services
  return [
    { name: 'forgetting idempotency keys', run: () => idempotency.prune() },
    { name: 'forgetting ended sessions', run: now => sessions.prune(now) },
    { name: 'forgetting failed sign-ins', run: now => throttle.prune(now) },
    { name: 'forgetting old usage', run: now => usage.prune(now) },
    { name: 'forgetting exchanged tokens', run: now => tokenExchange.prune(now) },
    { name: 'forgetting events', run: now => services.realtime.prune(now) },
    { name: 'forgetting devices of panels', run: now => services.panels.prune(now) },
    services.mediaChore,
    services.droppedTypesChore,
  ]
}
