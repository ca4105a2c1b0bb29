import { ERRORS, type ErrorCode, problem } from '@keywright/contract'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import { errorPage } from '../problem-body.ts'
import { PROBLEM_TYPE } from './problem.ts'

/** The refusals with these codes, one response for each status. */
export function describeProblems(codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of codes) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const entries = [...byStatus].sort(([a], [b]) => a - b)
  return Object.fromEntries(
    entries.map(([status, same]) => [
      String(status),
      {
        description: same.map(code => `[${code}](${errorPage(code)})`).join(', '),
        'x-keywright-codes': same,
        content: { [PROBLEM_TYPE]: { schema: problem } },
        ...extraHeaders(status),
      },
    ]),
  )
}

function extraHeaders(status: number) {
  const headers = {
    ...(status === 401 && { 'WWW-Authenticate': 'RFC 6750' }),
    ...((status === 429 || status === 503) && { 'Retry-After': 'Seconds to wait' }),
  }
  if (Object.keys(headers).length === 0) return {}
  return {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [
        name,
        { description, schema: { type: 'string' as const } },
      ]),
    ),
  }
}
