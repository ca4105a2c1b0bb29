import { type Endpoint, ERRORS, graphqlAnswer, problem } from '@keywright/contract'
import { declaredCodes, isErrorCode } from './declared-codes.ts'

/** An answer, read to its end. */
export interface Answer {
  /** The method of the request. */
  method: string
  status: number
  headers: Headers
  text: string
}

/**
 * What is wrong with the answer to a hostile request: empty when it is a success or a refusal as
 * every refusal must be. Without an endpoint the request was for none.
 */
export function misbehaviour(answer: Answer, endpoint?: Endpoint): string[] {
  const { status, headers, text } = answer
  const faults: string[] = []
  const requestId = headers.get('x-request-id')
  if (!requestId) faults.push('no X-Request-Id')
  if (LEAKS.test(text)) faults.push(`tells of its inside: ${text.slice(0, 300)}`)
  if (status >= 500) faults.push(`status ${status}: ${text.slice(0, 300)}`)
  if (endpoint?.responses[400] && !headers.get('content-type')?.includes('problem')) {
    return [...faults, ...faultsOfGraphql(answer, requestId, endpoint)]
  }
  if (status < 400) {
    if (endpoint && !Object.hasOwn(endpoint.responses, status)) {
      faults.push(`undeclared status ${status}`)
    }
    return faults
  }
  if (headers.get('content-type') !== 'application/problem+json') {
    faults.push(`content type ${headers.get('content-type')}`)
  }
  if (answer.method === 'HEAD') return text === '' ? faults : [...faults, 'a body for HEAD']
  return [...faults, ...faultsOfProblem(answer, requestId, endpoint)]
}

function faultsOfProblem(
  { status, text }: Answer,
  requestId: string | null,
  endpoint: Endpoint | undefined,
): string[] {
  const parsed = problem.safeParse(parse(text))
  if (!parsed.success) return [`no problem details: ${text.slice(0, 300)}`]
  const { code } = parsed.data
  if (!isErrorCode(code)) return [`unknown code ${code}`]
  const faults: string[] = []
  if (ERRORS[code].status !== status || parsed.data.status !== status) {
    faults.push(`${code} with status ${status}`)
  }
  if (parsed.data.requestId !== requestId) faults.push('the request id of the body is another')
  if (endpoint && !declaredCodes(endpoint).has(code)) faults.push(`undeclared code ${code}`)
  return faults
}

/** Errors of GraphQL, with 400 where nothing was done, and beside data with 200. */
function faultsOfGraphql(
  { status, text }: Answer,
  requestId: string | null,
  endpoint: Endpoint,
): string[] {
  if (status === 304) return text === '' ? [] : ['a body for 304']
  const parsed = graphqlAnswer.safeParse(parse(text))
  if (!parsed.success) return [`no answer of GraphQL: ${text.slice(0, 300)}`]
  const { data, errors = [] } = parsed.data
  const faults = (status === 400) === (data === undefined) ? [] : [`status ${status}`]
  for (const { extensions } of errors) {
    const code = extensions?.code
    if (!isErrorCode(code)) faults.push(`unknown code ${code}`)
    else if (code === 'INTERNAL') faults.push(`an error inside: ${text.slice(0, 300)}`)
    else if (data === undefined && !declaredCodes(endpoint).has(code)) {
      faults.push(`undeclared code ${code}`)
    }
    if (extensions?.requestId !== requestId) faults.push('the request id of an error is another')
  }
  return faults
}

/** Stack traces, files, SQL, and the names of what is underneath. */
const LEAKS =
  /\n\s+at |node_modules|\.ts:\d|\/src\/|\/dist\/|kysely|sqlite|postgres|\bselect [\w".]+ from\b|insert into|violates|constraint failed|syntax error|undefined is not|cannot read propert/i

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
