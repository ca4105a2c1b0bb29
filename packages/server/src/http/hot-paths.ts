import { type Endpoint, endpoints } from '@keywright/contract'
import type { HeaderReader } from '@keywright/core'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { AccessService } from '../access/access.service.ts'
import { AppError, UNKNOWN_CREDENTIAL } from '../app-error.ts'
import type { Config } from '../config.ts'
import { after } from '../lib/after.ts'
import type { ForwardAuth } from '../verify/forward-auth.ts'
import { readOriginalRequest } from '../verify/original-request.ts'
import { renderVerification, viewIntrospection } from '../verify/verification.view.ts'
import type { Origin, Verification, Verifier } from '../verify/verified-key.ts'
import { readVerification, readVerifications } from '../verify/verify.requests.ts'
import { decodeUtf8, parseForm, parseJson } from './body.ts'
import { createCallingDomain } from './calling-domain.ts'
import { clientIp } from './client-ip.ts'
import { readToken } from './credentials.ts'
import { answerTemplate, type HotAnswer } from './hot-answer.ts'
import type { FindHotRoute, HotRequest, HotRoute } from './hot-route.ts'
import type { Metrics } from './metrics.ts'
import { formRefusal } from './mount.ts'
import { parsePart } from './parse-part.ts'
import { type ProblemAnswer, toProblem } from './problem.ts'
import type { PublicUrl } from './public-url.ts'
import { readUserAgent } from './user-agent.ts'

/**
 * The paths that are answered before everything else: verification, introspection, forward-auth, and
 * one object by id.
 */
export interface HotPaths {
  /** Whether a request is answered here, and whether its body must be read for that. */
  route: FindHotRoute
  /** Never throws: refusals are answers. Immediate when all that is asked about is known. */
  answer(route: HotRoute, request: HotRequest): HotAnswer | Promise<HotAnswer>
  /** The answer for a request that could not be read. */
  refuse(error: unknown): HotAnswer
}

const FORWARD_AUTH = '/v1/forward-auth/'
const FORWARD_AUTH_ID = 'forwardAuth'
const JSON_TYPE = ['content-type', 'application/json'] as const
const COMMON = ['cache-control', 'no-store', 'x-content-type-options', 'nosniff'] as const

/** Makes the hot paths, without a transport. */
export function createHotPaths(parts: {
  config: Config
  verifier: Verifier
  forwardAuth: ForwardAuth
  access: Pick<AccessService, 'authenticate' | 'enter'>
  account: { domainsOf(userId: string): Promise<{ slug: string }[]> }
  findObjectRoute: FindHotRoute
  publicUrl: PublicUrl
  logger: Logger
  cookieName: string
  createRequestId: () => string
  isOutage: (error: unknown) => boolean
  isClosing: () => boolean
  metrics: Pick<Metrics, 'countAnswer'>
}): HotPaths {
  const { config, verifier, forwardAuth, publicUrl, logger, isClosing, createRequestId, metrics } =
    parts
  const { findObjectRoute } = parts

  const domainOf = createCallingDomain(parts)

  function callersDomain({ method, header, remoteAddress }: HotRequest) {
    return domainOf({ method, header, origin: originOf(remoteAddress, header) })
  }

  function originOf(remoteAddress: string | undefined, header: HeaderReader): Origin {
    return {
      ip: clientIp(remoteAddress, header('x-forwarded-for'), config.trustedProxies),
      userAgent: readUserAgent(header('user-agent')),
    }
  }

  function verifyOne(request: HotRequest) {
    return after(callersDomain(request), domainId => {
      const wanted = readVerification(readJson(request), parse)
      return after(verifier.verify(domainId, wanted), verification =>
        ok(JSON_TYPE, renderVerification(verification)),
      )
    })
  }

  function verifyMany(request: HotRequest) {
    return after(callersDomain(request), domainId => {
      const wanted = readVerifications(readJson(request), parse)
      const answers = wanted.map(one => verifier.verify(domainId, one))
      const all = answers.every(isThere) ? answers : Promise.all(answers)
      return after(all, verifications =>
        ok(JSON_TYPE, `{"items":[${verifications.map(renderVerification).join(',')}]}`),
      )
    })
  }

  function introspect(request: HotRequest) {
    return after(callersDomain(request), domainId => {
      return after(verifier.verify(domainId, readIntrospection(request)), verification =>
        ok(JSON_TYPE, JSON.stringify(viewIntrospection(verification, publicUrl.current()))),
      )
    })
  }

  function forward(domain: string, api: string, request: HotRequest) {
    const original = readOriginalRequest(request.header)
    const token = readToken(request.header)
    if (token === undefined) throw new AppError('UNAUTHENTICATED')
    const question = {
      domain,
      api,
      original,
      token,
      origin: originOf(request.remoteAddress, request.header),
    }
    return after(forwardAuth.decide(question), answer =>
      answer instanceof AppError ? refuseToProxy(answer) : ok(answer, ''),
    )
  }

  function ok(headers: readonly string[], body: string): HotAnswer {
    return {
      status: 200,
      headers: [...headers, ...COMMON, 'x-request-id', createRequestId()],
      body,
    }
  }

  function refuseWith(error: unknown, unknown: (requestId: string) => HotAnswer, show: Show) {
    const requestId = createRequestId()
    if (error === UNKNOWN_CREDENTIAL) {
      logger.debug({ requestId, code: UNKNOWN_CREDENTIAL.code }, 'request refused')
      return unknown(requestId)
    }
    const problem = toProblem(error, requestId, parts.isOutage)
    if (problem.body.code === 'INTERNAL') logger.error({ requestId, err: error }, 'request failed')
    else logger.debug({ requestId, code: problem.body.code }, 'request refused')
    return show(problem, requestId)
  }

  const refuse = (error: unknown) => refuseWith(error, UNKNOWN, showProblem)
  const refuseToProxy = (error: unknown) => refuseWith(error, UNKNOWN_TO_PROXY, showProblemToProxy)

  const posts = new Map<string, HotRoute>([
    [endpoints.verify.verify.path, post(endpoints.verify.verify, verifyOne)],
    [endpoints.verify.batch.path, post(endpoints.verify.batch, verifyMany)],
    [endpoints.oauth.introspect.path, post(endpoints.oauth.introspect, introspect)],
  ])
  /** By path: what proxies ask about is a handful of APIs. */
  const forwards = new LRUCache<string, HotRoute>({ max: 1000 })

  function forwardRoute(path: string): HotRoute | undefined {
    const known = forwards.get(path)
    if (known) return known
    const [domain, api, ...more] = path.slice(FORWARD_AUTH.length).split('/')
    if (!domain || !api || more.length > 0) return undefined
    const route = {
      id: FORWARD_AUTH_ID,
      takesBody: false,
      run: (request: HotRequest) => forward(domain, api, request),
      refuse: refuseToProxy,
    }
    forwards.set(path, route)
    return route
  }

  function counted(id: string, answer: HotAnswer): HotAnswer {
    metrics.countAnswer(id, answer.status)
    return answer
  }

  return {
    route(method, url, header) {
      const end = url.indexOf('?')
      const path = end === -1 ? url : url.slice(0, end)
      // Our own query says nothing: some proxies append that of their client.
      if (path.startsWith(FORWARD_AUTH)) return forwardRoute(path)
      return method === 'POST' ? posts.get(path) : findObjectRoute(method, url, header)
    },
    answer({ id, run, refuse: refuseThis = refuse }, request) {
      try {
        if (isClosing()) throw new AppError('SHUTTING_DOWN')
        const answer = run(request)
        if (!(answer instanceof Promise)) return counted(id, answer)
        return answer.catch(refuseThis).then(late => counted(id, late))
      } catch (error) {
        return counted(id, refuseThis(error))
      }
    },
    refuse,
  }
}

type Show = (problem: ProblemAnswer, requestId: string) => HotAnswer

function showProblem({ status, headers, body }: ProblemAnswer, requestId: string): HotAnswer {
  return {
    status,
    headers: [...Object.entries(headers).flat(), ...COMMON, 'x-request-id', requestId],
    body: JSON.stringify(body),
  }
}

/** Of a refusal nginx keeps the status and the headers, so the problem also stands in one of them. */
function showProblemToProxy(problem: ProblemAnswer, requestId: string): HotAnswer {
  const { headers, ...answer } = showProblem(problem, requestId)
  return { ...answer, headers: [...headers, 'x-keywright-problem', escapeNonAscii(answer.body)] }
}

/** The refusal that is given most often. */
const UNKNOWN = answerTemplate(id => showProblem(unknownProblem(id), id))
const UNKNOWN_TO_PROXY = answerTemplate(id => showProblemToProxy(unknownProblem(id), id))

function unknownProblem(requestId: string): ProblemAnswer {
  return toProblem(UNKNOWN_CREDENTIAL, requestId, () => false)
}

function post({ id }: Endpoint, run: HotRoute['run']): HotRoute {
  return { id, takesBody: true, run }
}

function escapeNonAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function readJson(request: HotRequest): unknown {
  const text = decodeUtf8(request.body)
  if (text === '') return undefined
  requireType(request, 'application/json')
  return parseJson(text)
}

function readIntrospection(request: HotRequest) {
  requireType(request, 'application/x-www-form-urlencoded')
  try {
    const form = parse(endpoints.oauth.introspect.body, parseForm(decodeUtf8(request.body)))
    const { token_type_hint: _, ...body } = form
    return readVerification(body, parse)
  } catch (error) {
    throw formRefusal(error)
  }
}

function requireType({ header }: HotRequest, wanted: string) {
  const type = header('content-type') ?? ''
  if (type === wanted) return
  if (type.split(';')[0]?.trim().toLowerCase() !== wanted) {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE')
  }
}

const parse: Parameters<typeof readVerification>[1] = (schema, value) =>
  // `parsePart` returns what this very schema made of the value.
  parsePart(schema, value, '') as ReturnType<typeof schema.parse>

function isThere(answer: Verification | Promise<Verification>): answer is Verification {
  return !(answer instanceof Promise)
}
