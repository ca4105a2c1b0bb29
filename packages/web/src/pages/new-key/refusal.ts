import { ProblemError } from '@keywright/contract'
import { refusedTerms } from '../../keys/fields/terms.ts'
import type { Draft, DraftField, DraftProblems } from './draft.ts'

/** Where the refusals of the server belong that name no field. */
const PLACES: Readonly<Record<string, DraftField>> = {
  ESCALATION: 'access',
  ROLE_NOT_FOUND: 'access',
  IMPERSONATION_FORBIDDEN: 'actsAs',
  USER_NOT_FOUND: 'actsAs',
  SHARED_SECRET_NOT_FOUND: 'includeBundle',
}

/** The fields whose problems are shown with a part of the draft. */
const PARTS: Readonly<Record<string, DraftField>> = {
  role: 'access',
  scopes: 'access',
  actsAs: 'actsAs',
  includeBundle: 'includeBundle',
}

/** A refusal by the parts of the draft that it is about; empty where it is about none of them. */
export function refusedParts(error: unknown, draft: Draft): DraftProblems {
  if (!(error instanceof ProblemError)) return {}
  const place = PLACES[error.code]
  if (place !== undefined) return { [place]: sentence(error) }
  const found: DraftProblems = refusedTerms(error, draft)
  for (const { pointer, message } of error.problem.errors ?? []) {
    const [, name = '', index] = pointer.split('/')
    const part = PARTS[name]
    if (part === undefined) continue
    const text = withSubject(message, name, index, draft)
    found[part] = found[part] === undefined ? text : `${found[part]} ${text}`
  }
  return found
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
