import { apiEndpoints } from './apis.ts'
import { auditEndpoints } from './audit.ts'
import { batchEndpoints } from './content/batch.ts'
import { contentTypeEndpoints } from './content/content-types.ts'
import { deliveryEndpoints } from './content/delivery.ts'
import { graphqlEndpoints } from './content/graphql.ts'
import { mediaEndpoints } from './content/media.ts'
import { objectEndpoints } from './content/objects.ts'
import { searchEndpoints } from './content/search.ts'
import { transferEndpoints } from './content/transfer.ts'
import { domainEndpoints } from './domains.ts'
import { healthEndpoints } from './health.ts'
import { keyEndpoints } from './key-endpoints.ts'
import { panelEndpoints } from './panels.ts'
import { invitationEndpoints, userEndpoints } from './people.ts'
import { roleEndpoints } from './roles.ts'
import { meEndpoints, sessionEndpoints } from './sessions.ts'
import { oauthEndpoints, sharedSecretEndpoints } from './shared-secret.ts'
import { teamEndpoints } from './team.ts'
import { usageEndpoints } from './usage.ts'
import { verifyEndpoints } from './verify.ts'

/** Every endpoint of the product by area. `any /v1/forward-auth/{domain}/{api}` stands beside it: its answer is for proxies. */
export const endpoints = {
  session: sessionEndpoints,
  me: meEndpoints,
  domains: domainEndpoints,
  users: userEndpoints,
  invitations: invitationEndpoints,
  roles: roleEndpoints,
  team: teamEndpoints,
  keys: keyEndpoints,
  usage: usageEndpoints,
  sharedSecret: sharedSecretEndpoints,
  oauth: oauthEndpoints,
  verify: verifyEndpoints,
  apis: apiEndpoints,
  contentTypes: contentTypeEndpoints,
  objects: objectEndpoints,
  batch: batchEndpoints,
  transfer: transferEndpoints,
  delivery: deliveryEndpoints,
  graphql: graphqlEndpoints,
  search: searchEndpoints,
  panels: panelEndpoints,
  audit: auditEndpoints,
  media: mediaEndpoints,
  health: healthEndpoints,
} as const

/** The areas of the API. */
export type Endpoints = typeof endpoints
