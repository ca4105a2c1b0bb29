import { oauthEndpoints, sharedSecretEndpoints } from '@keywright/contract'
import type { Mount } from '../http/mount.ts'
import type { SharedSecretService } from './shared-secret.service.ts'
import type { TokenExchange } from './token-exchange.service.ts'

/** Mounts the shared secret's endpoints, and the token endpoint that it is for. */
export function mountSharedSecretRoutes(
  mount: Mount,
  services: { sharedSecret: SharedSecretService; tokenExchange: TokenExchange },
): void {
  const { sharedSecret, tokenExchange } = services

  mount(sharedSecretEndpoints.read, async ({ actor }) => ({
    body: { sharedSecret: await sharedSecret.read(actor) },
  }))
  mount(sharedSecretEndpoints.create, async ({ actor }) => ({
    body: await sharedSecret.create(actor),
  }))
  mount(sharedSecretEndpoints.regenerate, async ({ actor, body }) => ({
    body: await sharedSecret.regenerate(actor, body),
  }))
  mount(sharedSecretEndpoints.reveal, async ({ actor }) => ({
    body: await sharedSecret.show(actor),
  }))

  mount(oauthEndpoints.token, async ({ actor, body }) => ({
    body: await tokenExchange.exchange(actor, body),
    // RFC 6749 section 5.1 asks for this one too, for caches that know no other.
    headers: { pragma: 'no-cache' },
  }))
}
