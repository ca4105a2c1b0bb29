import { readFileSync } from 'node:fs'
import { type Access, type Endpoint, endpoints } from '@keywright/contract'
import { z } from 'zod'
import {
  createDocument,
  type oas31,
  type ZodOpenApiContentObject,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi'
import { bodyTypesOf } from './body-types.ts'
import { errorsOf } from './endpoint-errors.ts'
import { BY_TOKEN, describeForwardAuth, FORWARD_AUTH_PATH } from './openapi-forward-auth.ts'
import { describeProblems } from './openapi-problems.ts'

/** This API as an OpenAPI 3.1 document, made from the contract. */
export function createOpenApi(): oas31.OpenAPIObject {
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Keywright',
      version: version(),
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(AREAS).map(([name, description]) => ({ name, description })),
    components: { securitySchemes: SECURITY_SCHEMES },
    paths: pathsOf(),
  }
  return createDocument(document, { override: tidy })
}

/** Answers may grow fields, so they are left open; bounds that only say `integer` are noise. */
const tidy: ZodOpenApiOverride = ({ jsonSchema, io }) => {
  if (io === 'output' && jsonSchema.additionalProperties === false) {
    delete jsonSchema.additionalProperties
  }
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
}

const DESCRIPTION = `JSON in camelCase; times are RFC 3339 in UTC; ids are TypeIDs.

Refusals are problem details (RFC 9457) with a stable \`code\`; every code has a page at \`/docs/errors/{code}\`.
Another domain's things are answered like things that do not exist.

Lists answer \`{ items, nextCursor }\`; send the cursor back as \`cursor\`, with the same filters, until it is null.
Changes take \`If-Match\` with the \`ETag\` that was read, creations \`Idempotency-Key\`.

This document: [/v1/openapi.json](/v1/openapi.json).`

/** What each area of the contract is about. */
const AREAS = {
  session: 'Signing in, and my sessions',
  me: 'Who am I, my password, two-step sign-in',
  domains: 'Tenants and their settings',
  users: 'The people of a domain',
  invitations: 'Accepting an invitation',
  roles: 'Named lists of permissions',
  team: 'The people of the whole instance',
  keys: 'API keys: issue, change, rotate, revoke, explain',
  usage: 'What was used when',
  sharedSecret: 'The secret that signs assertions',
  oauth: 'Tokens for assertions, and introspection',
  verify: 'Is this token good, and for what?',
  apis: 'What keys protect',
  contentTypes: 'What content looks like',
  panels: 'Screens that are signed in by a link',
  audit: 'Who did what',
  objects: 'Content, as editors work on it',
  batch: 'Several changes of content in one call',
  transfer: 'Content in bulk: import and export',
  search: 'Objects by their words',
  delivery: 'Content, as it was published',
  media: 'Files, and their delivery',
  graphql: 'Content by GraphQL',
  health: 'For probes and Prometheus',
} as const satisfies Record<keyof typeof endpoints, string>

/** What answers that are not JSON are made of. */
const STREAMS: Readonly<Record<string, readonly string[]>> = {
  'audit.export': ['application/x-ndjson', 'text/csv'],
  'audit.exportInstance': ['application/x-ndjson', 'text/csv'],
  'health.metrics': ['text/plain'],
  'transfer.export': ['application/x-ndjson', 'text/csv'],
  'transfer.import': ['application/x-ndjson'],
  'media.file': ['*/*'],
  'media.deliver': ['*/*'],
}

const SECURITY_SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key, or an access token' },
  basic: { type: 'http', scheme: 'basic', description: 'A key as the user name, no password' },
  xApiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  apiKey: { type: 'apiKey', in: 'header', name: 'Api-Key' },
  xAuthToken: { type: 'apiKey', in: 'header', name: 'X-Auth-Token' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'keywright',
    description: 'Of a signed-in person; over https its name is `__Host-keywright`',
  },
} as const satisfies Record<string, oas31.SecuritySchemeObject>

const BY_SESSION = [{ session: [] }]

const SUCCESS: Readonly<Record<string, string>> = {
  200: 'Done',
  201: 'Made',
  202: 'Accepted',
  204: 'Done; there is nothing to say',
  206: 'The range that was asked for',
  304: 'What the caller has, named by If-None-Match, is still right',
}

function pathsOf() {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const [area, definitions] of Object.entries(endpoints)) {
    for (const endpoint of Object.values<Endpoint>(definitions)) {
      paths[endpoint.path] ??= {}
      const path = paths[endpoint.path]
      if (path) path[endpoint.method.toLowerCase()] = operationOf(area, endpoint)
    }
  }
  return { ...paths, [FORWARD_AUTH_PATH]: { get: describeForwardAuth() } }
}

function operationOf(area: string, endpoint: Endpoint): ZodOpenApiOperationObject {
  const { id, summary, access, params, query, body } = endpoint
  const header = headersOf(endpoint)
  const content = contentOf(endpoint)
  return {
    operationId: id,
    tags: [area],
    summary,
    description: accessSentence(access),
    security: securityOf(access),
    'x-keywright-access': access,
    requestParams: {
      ...(params && { path: params }),
      ...(query && { query }),
      ...(header && { header }),
    },
    ...(content && {
      requestBody: { required: !body?.safeParse(undefined).success, content },
    }),
    responses: answersOf(endpoint),
  }
}

/** The body of a request by its media type. */
function contentOf(endpoint: Endpoint): ZodOpenApiContentObject | undefined {
  const { body, upload, streamed } = endpoint
  if (streamed) {
    return Object.fromEntries(streamed.map(type => [type, { schema: { type: 'string' as const } }]))
  }
  if (upload) {
    const file = z.string().meta({ format: 'binary', description: 'The file' })
    return { 'multipart/form-data': { schema: upload.fields.extend({ [upload.file]: file }) } }
  }
  return body && Object.fromEntries(bodyTypesOf(endpoint).map(type => [type, { schema: body }]))
}

function headersOf({ callingDomain, ifMatch, idempotent }: Endpoint) {
  const shape = {
    ...(callingDomain && {
      'X-Keywright-Domain': z
        .string()
        .optional()
        .describe(
          'With a session: slug or id of the domain; may be left out by members of a single one. A key is for its own domain, whatever stands here',
        ),
    }),
    ...(ifMatch && {
      'If-Match': z.string().optional().describe('The ETag that was read; refused when it is old'),
    }),
    ...(idempotent && {
      'Idempotency-Key': z
        .string()
        .max(255)
        .optional()
        .describe('The same key with the same request is answered with the first answer'),
    }),
  }
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined
}

/** What is refused in the shape of a protocol is described beside the problems of the same status. */
function answersOf(endpoint: Endpoint): ZodOpenApiResponsesObject {
  const successes = successesOf(endpoint)
  const problems = describeProblems(errorsOf(endpoint))
  const problem = problems['400']
  const refusal = successes['400']
  if (!problem || !refusal || !('content' in problem) || !('content' in refusal)) {
    return { ...successes, ...problems }
  }
  const content = { ...refusal.content, ...problem.content }
  return { ...successes, ...problems, 400: { ...problem, content } }
}

function successesOf({ id, responses, ifMatch }: Endpoint): ZodOpenApiResponsesObject {
  const successes: ZodOpenApiResponsesObject = {}
  for (const [status, schema] of Object.entries(responses)) {
    const content =
      schema === 'stream'
        ? Object.fromEntries(
            (STREAMS[id] ?? []).map(type => [type, { schema: { type: 'string' as const } }]),
          )
        : schema && { 'application/json': { schema } }
    // The statuses of the contract are the ones that a key of the document may have.
    successes[status as `${1 | 2 | 3 | 4}${string}`] = {
      description: SUCCESS[status] ?? 'Done',
      ...(content && { content }),
      ...(ifMatch &&
        schema && {
          headers: { ETag: { description: 'For If-Match', schema: { type: 'string' } } },
        }),
    }
  }
  return successes
}

function securityOf(access: Access): oas31.SecurityRequirementObject[] {
  if (access.kind === 'public') return []
  // The empty requirement: no credential will do as well (OpenAPI 3.1, security requirement object).
  if (access.kind === 'domain' && access.public) return [{}, ...BY_TOKEN, ...BY_SESSION]
  const isForPeople =
    access.kind === 'session' ||
    access.kind === 'instance' ||
    (access.kind === 'domain' && access.person === true)
  return isForPeople ? BY_SESSION : [...BY_TOKEN, ...BY_SESSION]
}

function accessSentence(access: Access): string {
  const sentences: string[] = [FOR_WHOM[access.kind]]
  if (access.kind === 'domain') {
    const own = access.own ? `, or \`${access.own}\` for the caller's own` : ''
    if (access.permission !== null) sentences.push(`Needs \`${access.permission}\`${own}.`)
    else sentences.push('Each thing needs the permission for its type.')
    if (access.public) sentences.push('For everybody, unless the domain protects delivery.')
    if (access.person === true) sentences.push('Only for signed-in people.')
    if (access.person === 'unless-programmatic') {
      sentences.push('For keys only where the domain allows keys to manage keys.')
    }
  }
  if ('fresh' in access) sentences.push('The password must have been entered within five minutes.')
  return sentences.filter(sentence => sentence !== '').join(' ')
}

const FOR_WHOM = {
  public: 'For everybody.',
  credential: 'For every valid session, key or access token.',
  session: 'For signed-in people.',
  instance: 'For signed-in administrators of the instance.',
  domain: '',
} as const satisfies Record<Access['kind'], string>

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  )
  // npm makes sure that every package has one.
  return (manifest as { version: string }).version
}
