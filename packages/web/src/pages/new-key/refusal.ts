import { ProblemError } from '@keywright/contract'
import { addressProblems, lineOf, problemText } from './addresses.ts'
import type { Draft, DraftField, DraftProblems } from './draft.ts'

/** Where the refusals of the server belong that name no field. */
const PLACES: Readonly<Record<string, DraftField>> = {
  ESCALATION: 'access',
  ROLE_NOT_FOUND: 'access',
  EXPIRY_INVALID: 'expiry',
  IMPERSONATION_FORBIDDEN: 'actsAs',
  USER_NOT_FOUND: 'actsAs',
  SHARED_SECRET_NOT_FOUND: 'includeBundle',
}

/** A refusal by the parts of the draft that it is about; empty where it is about none of them. */
export function refusedParts(error: unknown, draft: Draft): DraftProblems {
  if (!(error instanceof ProblemError)) return {}
  const place = PLACES[error.code]
  if (place !== undefined) return { [place]: sentence(error) }
  const found: DraftProblems = {}
  for (const { pointer, message } of error.problem.errors ?? []) {
    const [, name = '', index] = pointer.split('/')
    const part = partOf(name)
    if (part === undefined) continue
    const text = part === 'addresses' ? '' : withSubject(message, name, index, draft)
    found[part] = found[part] === undefined ? text : `${found[part]} ${text}`
  }
  if (found.addresses !== undefined) found.addresses = addressText(error, draft)
  return found
}

function partOf(name: string): DraftField | undefined {
  if (name === 'role' || name === 'scopes') return 'access'
  if (name === 'actsAs') return 'actsAs'
  if (name === 'expiresAt' || name === 'expiresInDays') return 'expiry'
  if (name === 'ipAllow') return 'addresses'
  if (name === 'metadata') return 'entries'
  return name === 'includeBundle' ? 'includeBundle' : undefined
}

function sentence(error: ProblemError): string {
  const missing = error.problem.missing ?? []
  if (error.code === 'ESCALATION') {
    return `You cannot give what you do not hold: ${missing.join(', ')}.`
  }
  if (error.code === 'IMPERSONATION_FORBIDDEN') {
    return `Only who holds ${missing.join(', ')} may make keys that act as somebody else.`
  }
  if (error.code === 'ROLE_NOT_FOUND') return 'There is no such role any more. Choose another.'
  return error.message
}

function withSubject(message: string, name: string, index: string | undefined, draft: Draft) {
  const scope = name === 'scopes' && index !== undefined && draft.access.scopes?.[Number(index)]
  return scope ? `“${scope}”: ${message}` : message
}

function addressText(error: ProblemError, draft: Draft): string | undefined {
  const own = addressProblems(draft.addresses)
  if (own.length > 0) return problemText(own)
  const problems = (error.problem.errors ?? []).filter(({ pointer }) =>
    /^\/ipAllow\b/.test(pointer),
  )
  return problemText(
    problems.map(({ pointer, message }) => ({
      line: lineOf(draft.addresses, Number(pointer.split('/')[2] ?? 0)),
      message,
    })),
  )
}
