import { endpoints, type ResponseBody } from '@keywright/contract'
import { maskToken } from '@keywright/core'
import type { Mount } from '../http/mount.ts'
import { toTime } from '../lib/clock.ts'
import type { AccountService, Identity } from './account.service.ts'
import { viewDomains, viewUser } from './account.view.ts'
import type { SecondFactorService } from './second-factor.service.ts'

type Me = ResponseBody<typeof endpoints.me.read>

/** Mounts who I am, and my password and second factor. */
export function mountMeRoutes(
  mount: Mount,
  services: { account: AccountService; secondFactor: SecondFactorService },
): void {
  const { account, secondFactor } = services
  const { me } = endpoints

  mount(me.read, async ({ actor, query }) => ({
    body: viewMe(await account.identify(actor, query.domain)),
  }))

  mount(me.update, async ({ actor, body }) => ({
    body: viewUser(await account.rename(actor, body.name)),
  }))

  mount(me.changePassword, async ({ actor, body }) => {
    await account.changePassword(actor, body)
    return { body: undefined }
  })

  mount(me.startTotp, async ({ actor }) => ({ body: await secondFactor.start(actor) }))

  mount(me.confirmTotp, async ({ actor, body }) => ({
    body: { recoveryCodes: await secondFactor.confirm(actor, body.code) },
  }))

  mount(me.stopTotp, async ({ actor }) => {
    await secondFactor.stop(actor)
    return { body: undefined }
  })

  mount(me.renewRecoveryCodes, async ({ actor }) => ({
    body: { recoveryCodes: await secondFactor.renewRecoveryCodes(actor) },
  }))
}

function viewMe({ principal, user, domain, domains, permissions }: Identity): Me {
  const key = principal.kind === 'key' ? principal.key : undefined
  return {
    credential: viewCredential(principal),
    user: user && viewUser(user),
    key: key
      ? {
          id: key.keyId,
          name: key.name,
          kind: key.kind,
          masked: maskToken(key.prefix, key.lastFour),
        }
      : null,
    domain: domain && { id: domain.id, slug: domain.slug, name: domain.name },
    domains: viewDomains(domains),
    permissions,
  }
}

function viewCredential(principal: Identity['principal']): Me['credential'] {
  if (principal.kind === 'session') {
    const { id, expires_at, authenticated_at } = principal.session
    return {
      kind: 'session',
      id,
      expiresAt: toTime(expires_at),
      authenticatedAt: toTime(authenticated_at),
    }
  }
  const { credential, keyId, secretId, endsAt } = principal.key
  // Only access tokens always end, and only for them does the contract ask for it.
  return credential === 'access' && endsAt !== null
    ? { kind: 'access-token', id: secretId, keyId, expiresAt: toTime(endsAt) }
    : { kind: 'key', id: keyId, secretId, expiresAt: toTime(endsAt) }
}
