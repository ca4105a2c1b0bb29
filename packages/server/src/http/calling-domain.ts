import type { HeaderReader } from '@keywright/core'
import { decide } from '@keywright/core'
import type { AccessService } from '../access/access.service.ts'
import { AppError, UNKNOWN_CREDENTIAL } from '../app-error.ts'
import { after } from '../lib/after.ts'
import type { Origin, Verification, Verifier } from '../verify/verified-key.ts'
import { readCredentials } from './credentials.ts'
import type { PublicUrl } from './public-url.ts'
import { requireSameSite } from './same-site.ts'

/** The request of somebody who wants to verify keys. */
export interface Calling {
  method: string
  header: HeaderReader
  origin: Origin
}

/**
 * Finds the domain that a caller verifies for: that of its key, or for a signed-in person the one
 * named in `X-Keywright-Domain`, which may be left out by members of a single domain. Throws or
 * rejects when they may not verify there.
 */
export function createCallingDomain(parts: {
  verifier: Verifier
  access: Pick<AccessService, 'authenticate' | 'enter'>
  account: { domainsOf(userId: string): Promise<{ slug: string }[]> }
  publicUrl: PublicUrl
  cookieName: string
  createRequestId: () => string
}): (calling: Calling) => string | Promise<string> {
  const { verifier, access, account, publicUrl, cookieName, createRequestId } = parts

  async function domainOfSession({ method, header, origin }: Calling, sessionToken: string) {
    requireSameSite(method, header, [publicUrl.current(), `http://${header('host') ?? ''}`])
    const context = { requestId: createRequestId(), ...origin }
    const principal = await access.authenticate({ sessionToken }, context)
    if (principal.kind !== 'session') throw new AppError('UNAUTHENTICATED')
    const domain = header('x-keywright-domain') || (await onlyDomain(principal.user.id))
    const rule = { kind: 'domain', permission: PERMISSION } as const
    return (await access.enter({ principal, context }, domain, rule)).domain.id
  }

  async function onlyDomain(userId: string): Promise<string> {
    const [first, ...others] = await account.domainsOf(userId)
    if (first && others.length === 0) return first.slug
    throw new AppError('BAD_REQUEST', {
      detail: 'A session says in the header X-Keywright-Domain which domain it verifies for.',
    })
  }

  return calling => {
    const { token, sessionToken } = readCredentials(calling.header, cookieName)
    if (sessionToken !== undefined) return domainOfSession(calling, sessionToken)
    if (token === undefined) throw new AppError('UNAUTHENTICATED')
    return after(verifier.authenticate(token, calling.origin), domainOfKey)
  }
}

const PERMISSION = 'backoffice.keys:verify'

function domainOfKey({ outcome, key }: Verification): string {
  // The same answer whatever is wrong, as for every other endpoint.
  if (outcome === 'NOT_FOUND') throw UNKNOWN_CREDENTIAL
  if (outcome !== 'VALID' || !key) throw new AppError('CREDENTIAL_INVALID', { cause: outcome })
  const decision = decide(key.layers, PERMISSION)
  if (decision.allowed) return key.domainId
  throw new AppError('FORBIDDEN', {
    detail: `This needs the permission ${PERMISSION}.`,
    missing: [PERMISSION],
    layer: key.layers[decision.layer]?.name ?? 'none',
  })
}
