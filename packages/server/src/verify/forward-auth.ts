import type { ApiRegistry, RegisteredApi } from '../apis/api-registry.ts'
import { readRequestPath } from '../apis/request-path.ts'
import { AppError, UNKNOWN_CREDENTIAL } from '../app-error.ts'
import { after } from '../lib/after.ts'
import type { OriginalRequest } from './original-request.ts'
import { effectiveOf } from './verification.view.ts'
import type { Origin, Verification, Verifier } from './verified-key.ts'

/** A proxy's question: may this request go on to the API? */
export interface ForwardQuestion {
  /** Slug or id. */
  domain: string
  api: string
  original: OriginalRequest
  token: string
  /** Of the client, not of the proxy. */
  origin: Origin
}

/** Header names and values by turns. */
export type FlatHeaders = readonly string[]

/** What a proxy is told. */
export type ForwardAnswer = FlatHeaders | AppError

/** Answers proxies. */
export interface ForwardAuth {
  /** The identity headers for the API, every one of them always there, or the refusal: an answer, too, and quicker than to throw it. */
  decide(question: ForwardQuestion): ForwardAnswer | Promise<ForwardAnswer>
}

/** The permissions header is cut at a whole permission, since proxies refuse long headers. */
const MAX_PERMISSIONS_HEADER = 4096

/** Makes the answerer of proxies. */
export function createForwardAuth(parts: {
  registry: ApiRegistry
  verifier: Verifier
}): ForwardAuth {
  const { registry, verifier } = parts

  function decideIn(
    api: RegisteredApi | undefined,
    question: ForwardQuestion,
  ): ForwardAnswer | Promise<ForwardAnswer> {
    // No key belongs to a domain that does not exist. The same answer, so that nobody can find out
    // which domains there are, nor which APIs a domain has that is not theirs.
    if (!api) return UNKNOWN_CREDENTIAL
    const { permissions, why } = wanted(api, question.original)
    const { token, origin } = question
    return after(verifier.verify(api.domainId, { token, permissions, origin }), verification =>
      verification.outcome === 'VALID'
        ? identityHeaders(verification, api)
        : refusalOf(verification, why),
    )
  }

  return {
    decide: question =>
      after(registry.find(question.domain, question.api), api => decideIn(api, question)),
  }
}

/** What the request needs, and why nothing would do where that is so. */
function wanted(api: RegisteredApi, { method, target }: OriginalRequest) {
  if (!api.match) {
    return { permissions: null, why: 'The domain has no such API.' }
  }
  const path = readRequestPath(target)
  if (path === undefined) {
    return { permissions: null, why: 'The path can be read in more than one way.' }
  }
  const match = api.match(method, path)
  if (match.kind === 'denied') {
    return { permissions: null, why: 'No route of the API matches this request.' }
  }
  return { permissions: match.kind === 'any' ? NONE : match.permissions, why: '' }
}

const NONE: readonly string[] = []

/** The holder of a token may know what became of it; nobody else comes here with one that is found. */
const INVALID_DETAILS: Partial<Record<Verification['outcome'], string>> = {
  REVOKED: 'The key is revoked.',
  EXPIRED: 'The key has expired.',
  DISABLED: 'The key is disabled.',
  SUBJECT_INACTIVE: 'The user whom the key acts as is not active.',
}

function refusalOf({ outcome, missing, layer }: Verification, why: string): AppError {
  if (outcome === 'FORBIDDEN') {
    if (!missing) return new AppError('FORBIDDEN', { detail: why })
    return new AppError('FORBIDDEN', {
      detail: `This needs the permission ${missing.join(', ')}, which the ${layer} layer refuses.`,
      missing: [...missing],
      ...(layer !== undefined && { layer }),
    })
  }
  if (outcome === 'IP_DENIED') {
    return new AppError('FORBIDDEN', { detail: 'The key is not accepted from this address.' })
  }
  const detail = INVALID_DETAILS[outcome]
  if (detail === undefined) return UNKNOWN_CREDENTIAL
  return new AppError('CREDENTIAL_INVALID', { detail, cause: outcome })
}

function identityHeaders({ key }: Verification, api: RegisteredApi): FlatHeaders {
  const scope = key ? effectiveOf(key.layers).scope : ''
  return [
    'x-keywright-key-id',
    key?.keyId ?? '',
    'x-keywright-subject',
    key?.actsAs ?? '',
    'x-keywright-domain',
    api.domainSlug,
    'x-keywright-permissions',
    scope.length <= MAX_PERMISSIONS_HEADER
      ? scope
      : scope.slice(0, scope.lastIndexOf(' ', MAX_PERMISSIONS_HEADER)),
  ]
}
