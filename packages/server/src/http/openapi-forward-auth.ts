import { z } from 'zod'
import type { oas31, ZodOpenApiOperationObject } from 'zod-openapi'
import { describeProblems } from './openapi-problems.ts'

/** The proxies' question has no place in the contract: any method, and its answer is in the headers. */
export const FORWARD_AUTH_PATH = '/v1/forward-auth/{domain}/{api}'

/** Every way to send a token. */
export const BY_TOKEN: oas31.SecurityRequirementObject[] = [
  { bearer: [] },
  { basic: [] },
  { xApiKey: [] },
  { apiKey: [] },
  { xAuthToken: [] },
]
/** The proxies' question. */
export function describeForwardAuth(): ZodOpenApiOperationObject {
  const text = (description: string) => z.string().optional().describe(description)
  const identity = {
    'X-Keywright-Key-Id': 'Id of the key',
    'X-Keywright-Subject': 'Id of the user that the key acts as; empty without one',
    'X-Keywright-Domain': 'Slug of the domain',
    'X-Keywright-Permissions': 'What the key may do, separated by spaces; cut at 4 096 characters',
  }
  return {
    operationId: 'forwardAuth',
    tags: ['verify'],
    summary: 'May this request go on to the API? For nginx, Caddy, Traefik, HAProxy and Envoy',
    description: `Answers any method, and never reads a body or its own query. The proxy tells of the original request with
\`X-Forwarded-Method\` and \`X-Forwarded-Uri\`, or with \`X-Original-Method\` and \`X-Original-URI\`; headers of both kinds must agree.
The routes of the registered API say which permission method and path need.`,
    security: BY_TOKEN,
    'x-keywright-access': { kind: 'credential' },
    requestParams: {
      path: z.object({
        domain: z.string().describe('Slug or id of the domain'),
        api: z.string().describe('Slug of the API'),
      }),
      header: z.object({
        'X-Forwarded-Method': text('Method of the original request'),
        'X-Forwarded-Uri': text('Path and query of the original request'),
        'X-Original-Method': text('The same, as nginx is told to send it'),
        'X-Original-URI': text('The same, as nginx is told to send it'),
        'X-Forwarded-For': text('Read as far as proxies are trusted'),
      }),
    },
    responses: {
      200: {
        description: 'Let it through, with these headers in place of any the client sent',
        headers: Object.fromEntries(
          Object.entries(identity).map(([name, description]) => [
            name,
            { description, schema: { type: 'string' as const } },
          ]),
        ),
      },
      ...describeProblems([
        'BAD_REQUEST',
        'CREDENTIAL_CONFLICT',
        'UNAUTHENTICATED',
        'CREDENTIAL_INVALID',
        'FORBIDDEN',
        'REQUEST_TIMEOUT',
        'URI_TOO_LONG',
        'HEADERS_TOO_LARGE',
        'INTERNAL',
        'DATABASE_UNAVAILABLE',
        'SHUTTING_DOWN',
      ]),
    },
  }
}
